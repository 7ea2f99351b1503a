-- Neovim 0.11 or newer starts the server by itself, without setup: what happened
-- is written as JSON to $SCHEMASCOPE_RESULT. Run in a copy of
-- testdata/projects/hcl-sql, with schemascope on the PATH.
local result = { error = 'vim.lsp.enable found no mistake' }
vim.opt.runtimepath:append(vim.env.SCHEMASCOPE_PLUGIN)
vim.lsp.enable('schemascope')
vim.cmd('edit billing.sql')
vim.api.nvim_buf_set_lines(0, 0, 1, false, { 'CREATE TABEL plans (' })
if vim.wait(60000, function()
  return #vim.diagnostic.get(0) > 0
end, 10) then
  result = { root = vim.lsp.get_clients()[1].config.root_dir }
end
vim.fn.writefile({ vim.json.encode(result) }, vim.env.SCHEMASCOPE_RESULT)
vim.cmd('qall!')
