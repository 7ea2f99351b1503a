-- schemascope in Neovim 0.7 or newer: require('schemascope').setup().
-- What it does is told in doc/schemascope.txt (:help schemascope).
local M = {}

local defaults = {
  cmd = { 'schemascope', 'serve' },
  -- Buffers of these filetypes are handed to the server. It decides by path and
  -- content what a file is and leaves alone what is no schema of a project.
  filetypes = { 'hcl', 'sql', 'mysql', 'plsql', 'sqlite' },
  -- May the programs run that a project names (data "external_schema")? true,
  -- false, or a list of the directories below which they may.
  trusted = false,
  -- The env of atlas.hcl, where there are several, and its variables.
  env = nil,
  vars = nil,
  -- The database that SQL is for where no project says it: 'mysql'.
  dialect = nil,
  on_attach = nil,
  capabilities = nil,
  -- What shows a page, given its URI, instead of the system's browser.
  open = nil,
}

M.options = vim.deepcopy(defaults)

local function directory_of(name)
  return vim.fn.fnamemodify(name, ':p:h')
end

-- The path of the nearest file or directory of that name, above dir or in it.
local function upward(dir, name)
  local path = vim.fn.escape(dir, ' ,;\\') .. ';'
  local found = vim.fn.findfile(name, path)
  if found == '' then
    found = vim.fn.finddir(name, path)
  end
  return found ~= '' and found or nil
end

-- The directory that the server is started in for a buffer: of the nearest
-- atlas.hcl, else of the repository, else the file's own. nil where a buffer is no
-- file.
function M.root(bufnr)
  local name = vim.api.nvim_buf_get_name(bufnr)
  if name == '' or name:find('^%a[%w+.-]*://') or vim.bo[bufnr].buftype ~= '' then
    return nil
  end
  local dir = directory_of(name)
  for _, marker in ipairs({ 'atlas.hcl', '.git' }) do
    local found = upward(dir, marker)
    if found then
      -- A directory's full path ends in a slash, after which ":h" means itself.
      return directory_of((vim.fn.fnamemodify(found, ':p'):gsub('[/\\]$', '')))
    end
  end
  return dir
end

local function trusted(root)
  local answer = M.options.trusted
  if type(answer) ~= 'table' then
    return answer == true
  end
  local function ended(dir)
    return (vim.fn.resolve(vim.fn.fnamemodify(vim.fn.expand(dir), ':p')):gsub('[/\\]*$', '/'))
  end
  for _, dir in ipairs(answer) do
    if root and vim.startswith(ended(root), ended(dir)) then
      return true
    end
  end
  return false
end

-- The configuration of the language client, for vim.lsp.config.
function M.config()
  local o = M.options
  local capabilities = vim.deepcopy(o.capabilities or vim.lsp.protocol.make_client_capabilities())
  capabilities.window = capabilities.window or {}
  capabilities.window.showDocument = { support = true }
  return {
    name = 'schemascope',
    cmd = o.cmd,
    filetypes = o.filetypes,
    root_dir = function(bufnr, on_dir)
      local root = M.root(bufnr)
      if root then
        on_dir(root)
      end
    end,
    before_init = function(params, config)
      params.initializationOptions =
        { trusted = trusted(config.root_dir), env = o.env, vars = o.vars, dialect = o.dialect }
    end,
    handlers = { ['window/showDocument'] = require('schemascope.erd').show_document },
    on_attach = o.on_attach,
    capabilities = capabilities,
  }
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
    config.on_exit = function()
      clients[root] = nil
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
  local config = M.config()
  config.root_dir = M.root(bufnr)
  return config.root_dir and start(config, bufnr)
end

-- The clients of a buffer that are schemascope's; of all buffers without one.
function M.clients(bufnr)
  local all
  if vim.lsp.get_clients then
    all = vim.lsp.get_clients({ bufnr = bufnr })
  elseif bufnr then
    all = vim.lsp.buf_get_clients(bufnr)
  else
    all = vim.lsp.get_active_clients()
  end
  return vim.tbl_filter(function(client)
    return client.name == 'schemascope'
  end, vim.tbl_values(all))
end

-- Whether Neovim starts the servers of buffers by itself (0.11 or newer).
function M.native()
  return vim.lsp.enable ~= nil
end

function M.setup(options)
  M.options = vim.tbl_extend('force', vim.deepcopy(defaults), options or {})
  M.done = true
  if M.native() then
    vim.lsp.config('schemascope', M.config())
    vim.lsp.enable('schemascope')
    return
  end
  local group = vim.api.nvim_create_augroup('schemascope', { clear = true })
  vim.api.nvim_create_autocmd('FileType', {
    group = group,
    pattern = M.options.filetypes,
    callback = function(event)
      M.attach(event.buf)
    end,
  })
  -- Files that were opened before, as when the plugin is loaded late.
  for _, bufnr in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(bufnr) and vim.tbl_contains(M.options.filetypes, vim.bo[bufnr].filetype) then
      M.attach(bufnr)
    end
  end
end

return M
