-- The commands; what they do is loaded when they are first used.
if vim.g.loaded_schemascope then
  return
end
vim.g.loaded_schemascope = true

vim.api.nvim_create_user_command('SchemascopeERD', function(command)
  require('schemascope.erd').view({ focus = command.args, text = command.bang })
end, {
  nargs = '?',
  bang = true,
  complete = function(lead)
    return require('schemascope.erd').complete(lead)
  end,
  desc = 'Show the entity–relationship diagram',
})
