-- The diagram, for :SchemascopeERD: in the browser, or as Mermaid in a split.
local M = {}

local function say(message, level)
  vim.notify('schemascope: ' .. message, level)
end

-- 0.11 calls a client's functions as methods, and warns of the other way.
local function request(client, method, params, handler, bufnr)
  if vim.fn.has('nvim-0.11') == 1 then
    return client:request(method, params, handler, bufnr)
  end
  return client.request(method, params, handler, bufnr)
end

-- The program that shows a page where Neovim has no vim.ui.open, and whether there
-- is a screen to show it on.
function M.opener()
  if vim.fn.has('mac') == 1 then
    return 'open', not vim.env.SSH_CONNECTION
  elseif vim.fn.has('win32') == 1 then
    return 'explorer', true
  elseif vim.fn.executable('wslview') == 1 then
    return 'wslview', true
  end
  local screen = (vim.env.DISPLAY or '') ~= '' or (vim.env.WAYLAND_DISPLAY or '') ~= ''
  return 'xdg-open', screen and vim.fn.executable('xdg-open') == 1
end

-- Whether a page can be shown to the person at this Neovim.
function M.can_show()
  if require('schemascope').options.open then
    return true
  end
  local _, screen = M.opener()
  return screen and #vim.api.nvim_list_uis() > 0
end

local function open(uri)
  local chosen = require('schemascope').options.open
  if chosen then
    chosen(uri)
  elseif vim.ui.open then
    local _, err = vim.ui.open(uri)
    if err then
      say('the diagram is at ' .. uri .. ', but ' .. err, vim.log.levels.WARN)
    end
  else
    vim.fn.jobstart({ (M.opener()), uri }, { detach = true })
  end
end

-- Answers window/showDocument. Older Neovims cannot, newer ones wait for the
-- browser.
function M.show_document(err, params, context, config)
  if params and params.external then
    open(params.uri)
    return { success = true }
  end
  local theirs = vim.lsp.handlers['window/showDocument']
  if theirs then
    return theirs(err, params, context, config)
  end
  return { success = false }
end

-- The buffers that show diagrams, by the diagrams' titles.
local buffers = {}

-- Shows text in a split, or where that diagram was shown before.
local function split(title, text)
  local bufnr = buffers[title]
  if not (bufnr and vim.api.nvim_buf_is_valid(bufnr)) then
    bufnr = vim.api.nvim_create_buf(false, true)
    buffers[title] = bufnr
    vim.api.nvim_buf_set_name(bufnr, 'schemascope://erd/' .. title)
  end
  vim.bo[bufnr].modifiable = true
  vim.api.nvim_buf_set_lines(bufnr, 0, -1, false, vim.split(vim.trim(text), '\n', { plain = true }))
  vim.bo[bufnr].modifiable = false
  local window = vim.fn.bufwinid(bufnr)
  if window >= 0 then
    vim.api.nvim_set_current_win(window)
  else
    vim.cmd('belowright split')
    vim.api.nvim_win_set_buf(0, bufnr)
  end
  vim.bo[bufnr].filetype = 'mermaid'
end

-- Shows the diagram of the current buffer's project: with o.focus, only that table
-- and its neighbours; with o.text, as Mermaid.
function M.view(o)
  local bufnr = vim.api.nvim_get_current_buf()
  local client = require('schemascope').clients(bufnr)[1]
  if not client then
    say('the server has not been started for this buffer; see :checkhealth schemascope', vim.log.levels.WARN)
    return
  end
  local what = { textDocument = { uri = vim.uri_from_bufnr(bufnr) } }
  if o.focus and o.focus ~= '' then
    what.focus = o.focus
  end
  if o.text or not M.can_show() then
    what.format = 'mermaid'
  end
  local params = { command = 'schemascope.viewERD', arguments = { what } }
  request(client, 'workspace/executeCommand', params, function(err, result)
    if err then
      say(err.message, vim.log.levels.ERROR)
    elseif result and result.text then
      split(result.title, result.text)
    end -- else the server asks for the page to be shown: window/showDocument
  end, bufnr)
end

-- The names of tables and views that begin so, for completion on the command line.
function M.complete(lead)
  local client = require('schemascope').clients(vim.api.nvim_get_current_buf())[1]
  if not client then
    return {}
  end
  local found, names = nil, {}
  request(client, 'workspace/symbol', { query = lead }, function(_, symbols)
    found = symbols or {}
  end, vim.api.nvim_get_current_buf())
  vim.wait(1000, function()
    return found ~= nil
  end, 5)
  for _, symbol in ipairs(found or {}) do
    local kinds = vim.lsp.protocol.SymbolKind
    local drawn = symbol.kind == kinds.Class or symbol.kind == kinds.Interface
    if drawn and vim.startswith(symbol.name, lead) then
      names[symbol.name] = true
    end
  end
  local sorted = vim.tbl_keys(names)
  table.sort(sorted)
  return sorted
end

return M
