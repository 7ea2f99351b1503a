-- schemascope in Neovim 0.7 or newer: require('schemascope').setup().
local M = {}

local defaults = {
  cmd = { 'schemascope', 'serve' },
  -- Which files are handed to the server. It decides by path and content what a
  -- file is and leaves alone what is no schema of a project.
  pattern = { '*.hcl', '*.sql' },
  -- May the programs run that a project names (data "external_schema")?
  trusted = false,
  -- The env of atlas.hcl, where there are several, and its variables.
  env = nil,
  vars = nil,
  -- The database that SQL is for where no project says it: 'mysql'.
  dialect = nil,
  on_attach = nil,
  capabilities = nil,
}

-- The directory of the nearest atlas.hcl, or else the file's own.
local function root_of(name)
  local dir = vim.fn.fnamemodify(name, ':p:h')
  local project = vim.fn.findfile('atlas.hcl', vim.fn.escape(dir, ' ,;') .. ';')
  if project ~= '' then
    return vim.fn.fnamemodify(project, ':p:h')
  end
  return dir
end

-- Before 0.8 there is only vim.lsp.start_client: one client for each root is
-- kept here, as vim.lsp.start does it itself.
local clients = {}

local function start(config, bufnr)
  if vim.lsp.start then
    return vim.lsp.start(config, { bufnr = bufnr })
  end
  local root = config.root_dir
  if not clients[root] then
    local on_exit = config.on_exit
    config.on_exit = function(...)
      clients[root] = nil
      if on_exit then
        on_exit(...)
      end
    end
    clients[root] = vim.lsp.start_client(config)
  end
  if clients[root] then
    vim.lsp.buf_attach_client(bufnr, clients[root])
  end
  return clients[root]
end

-- Attaches the server to a buffer and returns the client's id.
function M.attach(bufnr)
  bufnr = bufnr or vim.api.nvim_get_current_buf()
  local name = vim.api.nvim_buf_get_name(bufnr)
  if name == '' or name:find('^%a[%w+.-]*://') then
    return nil
  end
  local o = M.options or defaults
  return start({
    name = 'schemascope',
    cmd = o.cmd,
    root_dir = root_of(name),
    init_options = { trusted = o.trusted, env = o.env, vars = o.vars, dialect = o.dialect },
    on_attach = o.on_attach,
    capabilities = o.capabilities or vim.lsp.protocol.make_client_capabilities(),
  }, bufnr)
end

local function open(uri)
  if vim.ui.open then
    vim.ui.open(uri)
    return
  end
  for _, opener in ipairs({ 'xdg-open', 'open' }) do
    if vim.fn.executable(opener) == 1 then
      vim.fn.jobstart({ opener, uri }, { detach = true })
      return
    end
  end
  vim.notify('schemascope: the diagram is at ' .. uri)
end

-- Shows the diagram of the current buffer's project in the browser. With a
-- table's name, only that table and its neighbours.
function M.view_erd(focus)
  local bufnr = vim.api.nvim_get_current_buf()
  local what = { textDocument = { uri = vim.uri_from_bufnr(bufnr) } }
  if focus and focus ~= '' then
    what.focus = focus
  end
  local params = { command = 'schemascope.viewERD', arguments = { what } }
  vim.lsp.buf_request(bufnr, 'workspace/executeCommand', params, function(err, result, ctx)
    if err then
      vim.notify('schemascope: ' .. err.message, vim.log.levels.ERROR)
      return
    end
    -- A client with window/showDocument has been asked by the server to show it.
    local client = vim.lsp.get_client_by_id(ctx.client_id)
    local capabilities = client and client.config.capabilities or {}
    if result and not (capabilities.window and capabilities.window.showDocument) then
      open(result.uri)
    end
  end)
end

function M.setup(options)
  M.options = vim.tbl_extend('force', defaults, options or {})
  local group = vim.api.nvim_create_augroup('schemascope', { clear = true })
  vim.api.nvim_create_autocmd({ 'BufReadPost', 'BufNewFile' }, {
    group = group,
    pattern = M.options.pattern,
    callback = function(event)
      M.attach(event.buf)
    end,
  })
  vim.api.nvim_create_user_command('SchemascopeERD', function(command)
    M.view_erd(command.args)
  end, { nargs = '?', desc = 'Show the entity–relationship diagram' })
end

return M
