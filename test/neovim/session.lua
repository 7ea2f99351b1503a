-- One session of a person in Neovim, without the person: what happened is
-- written as JSON to $SCHEMASCOPE_RESULT, and neovim_test.go judges it. Run in
-- a copy of testdata/projects/hcl-sql.
local result = {}

-- Waits until condition holds. The time is a guard for what never happens.
local function await(what, condition)
  if not vim.wait(60000, condition, 10) then
    error('waited in vain for ' .. what, 2)
  end
end

local function clients()
  return require('schemascope').clients(vim.api.nvim_get_current_buf())
end

local function attached()
  return #clients() > 0
end

local function file()
  return vim.fn.expand('%:t')
end

-- Puts the cursor on the first place where text stands, offset bytes into it.
local function go_to(text, offset)
  for i, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
    local at = line:find(text, 1, true)
    if at then
      vim.api.nvim_win_set_cursor(0, { i, at - 1 + (offset or 0) })
      return i
    end
  end
  error('no such text: ' .. text, 2)
end

-- Replaces the first line that holds text, as typing would: the file on disk
-- stays as it is.
local function replace_line(text, with)
  local i = go_to(text)
  vim.api.nvim_buf_set_lines(0, i - 1, i, false, { with })
end

-- Asks the server and returns its answer.
local function ask(method, params)
  local answers, err = vim.lsp.buf_request_sync(0, method, params, 60000)
  if not answers then
    error(method .. ': ' .. err, 2)
  end
  for _, answer in pairs(answers) do
    if answer.err or answer.error then
      error(method .. ': ' .. vim.inspect(answer.err or answer.error), 2)
    end
    return answer.result
  end
  error(method .. ': no server answered', 2)
end

-- Jumps to the definition of what is under the cursor, as a key would, and
-- tells where that led.
local function jump(to)
  vim.lsp.buf.definition()
  await('the jump to ' .. to, function()
    return file() == to
  end)
  return { file = file(), line = vim.api.nvim_get_current_line() }
end

local function diagnostics()
  return vim.tbl_map(function(d)
    return { line = d.lnum + 1, severity = d.severity, message = d.message }
  end, vim.diagnostic.get(0))
end

-- Runs a command and returns the text of the split that it leads to, once that
-- holds what is awaited.
local function text_after(command, what)
  vim.cmd(command)
  local function text()
    return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
  end
  await('the text of ' .. command, function()
    return vim.bo.filetype == 'mermaid' and text():find(what, 1, true) ~= nil
  end)
  return text()
end

-- Makes the tags of the help, and follows each link in it.
local function help()
  vim.cmd('helptags ' .. vim.fn.fnameescape(vim.env.SCHEMASCOPE_PLUGIN .. '/doc'))
  vim.cmd('help :SchemascopeERD')
  local found = { file = file(), line = vim.api.nvim_get_current_line(), dead = {}, long = {} }
  for _, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
    for tag in line:gmatch('|([^|%s]+)|') do
      if not pcall(vim.cmd, 'help ' .. tag) then
        table.insert(found.dead, tag)
      end
    end
    if vim.fn.strdisplaywidth(line) > 78 then
      table.insert(found.long, line)
    end
  end
  vim.cmd('helpclose')
  return found
end

local function session()
  local v = vim.version()
  result.version = ('%d.%d.%d'):format(v.major, v.minor, v.patch)
  local messages = {}
  result.messages = messages
  vim.notify = function(message)
    table.insert(messages, message)
  end

  vim.opt.hidden = true
  vim.opt.runtimepath:append(vim.env.SCHEMASCOPE_PLUGIN)
  vim.cmd('runtime plugin/schemascope.lua')

  -- Open a project, and load the plugin late.
  vim.cmd('edit subscriptions.pg.hcl')
  local opened
  require('schemascope').setup({
    cmd = { vim.env.SCHEMASCOPE, 'serve' },
    open = function(uri)
      opened = uri
    end,
  })
  await('the server', attached)
  result.root = clients()[1].config.root_dir

  -- A mistake, and its repair.
  replace_line('table.billing.plans', '    ref_columns = [table.billing.plan.column.id]')
  await('a diagnostic', function()
    return #vim.diagnostic.get(0) > 0
  end)
  result.mistake = diagnostics()
  replace_line('table.billing.plan.', '    ref_columns = [table.billing.plans.column.id]')
  await('the diagnostic to go', function()
    return #vim.diagnostic.get(0) == 0
  end)

  -- Completion in a line that is being typed.
  local row = go_to('columns = [column.user_id]')
  local complete = vim.api.nvim_get_current_line()
  vim.api.nvim_buf_set_lines(0, row - 1, row, false, { '    columns = [column.' })
  vim.api.nvim_win_set_cursor(0, { row, #'    columns = [column.' - 1 })
  local params = vim.lsp.util.make_position_params(0, 'utf-16')
  params.position.character = #'    columns = [column.'
  local list = ask('textDocument/completion', params)
  result.completion = vim.tbl_map(function(item)
    return item.label
  end, list.items or list)
  vim.api.nvim_buf_set_lines(0, row - 1, row, false, { complete })

  -- From HCL into SQL, and from there back.
  go_to('table.billing.plans', #'table.billing.')
  result.into_sql = jump('billing.sql')
  await('the server in the second file', attached)
  go_to('auth.users', #'auth.')
  result.into_hcl = jump('users.pg.hcl')

  -- What a table is, and who names it.
  go_to('table "users"', #'table "')
  local here = vim.lsp.util.make_position_params(0, 'utf-16')
  result.hover = ask('textDocument/hover', here).contents.value
  here.context = { includeDeclaration = false }
  result.references = vim.tbl_map(function(l)
    return vim.fn.fnamemodify(vim.uri_to_fname(l.uri), ':t') .. ':' .. (l.range.start.line + 1)
  end, ask('textDocument/references', here))

  -- Another name for it, in all files that are open and not, and the old one back.
  vim.lsp.buf.rename('accounts')
  await('the rename', function()
    return vim.fn.search('table "accounts"', 'nw') > 0
  end)
  result.renamed = {}
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    for i, line in ipairs(vim.api.nvim_buf_get_lines(buffer, 0, -1, false)) do
      if line:find('accounts', 1, true) then
        local name = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(buffer), ':t')
        table.insert(result.renamed, name .. ':' .. i .. ': ' .. vim.trim(line))
      end
    end
  end
  go_to('table "accounts"', #'table "')
  -- Neovim is in no hurry to send what changed in the other buffers.
  repeat
    vim.wait(10)
    local known = ask('textDocument/references', here)
  until #known == #result.references
  vim.lsp.buf.rename('users')
  await('the rename back', function()
    return vim.fn.search('table "users"', 'nw') > 0
  end)
  result.problems_after_rename = #vim.diagnostic.get()

  -- A line that is not laid out.
  replace_line('type = bigint', '      type    =    bigint')
  local format = vim.lsp.buf.format or vim.lsp.buf.formatting_sync
  format()
  go_to('bigint')
  result.formatted = vim.api.nvim_get_current_line()

  -- The diagram, of text that is not saved.
  vim.cmd('edit billing.sql')
  vim.api.nvim_buf_set_lines(0, -1, -1, false, {
    '',
    'CREATE TABLE refunds (',
    '    id bigint PRIMARY KEY,',
    '    invoice_id bigint NOT NULL REFERENCES invoices (id)',
    ');',
  })
  local document = { textDocument = { uri = vim.uri_from_bufnr(0) } }
  result.erd = ask('schemascope/viewERD', document)
  local page = ask('workspace/executeCommand', { command = 'schemascope.viewERD', arguments = { document } })
  result.page = { uri = page.uri, html = table.concat(vim.fn.readfile(vim.uri_to_fname(page.uri)), '\n') }

  -- The same through the plugin's command, with the browser watched.
  vim.cmd('SchemascopeERD invoices')
  await('the browser', function()
    return opened ~= nil
  end)
  result.opened = opened
  result.names = vim.fn.getcompletion('SchemascopeERD in', 'cmdline')

  -- As text: because it is wanted, and because there is no screen. A second time
  -- the same window shows it.
  result.text = text_after('SchemascopeERD! invoices', 'invoices')
  vim.cmd('wincmd p')
  require('schemascope').options.open = nil
  result.text_again = text_after('SchemascopeERD', 'subscriptions')
  result.windows = vim.fn.winnr('$')
  vim.cmd('close')

  result.trust = {}
  for name, trusted in pairs({ all = true, here = { vim.fn.getcwd() }, elsewhere = { vim.fn.getcwd() .. '/sub' }, none = false }) do
    require('schemascope').options.trusted = trusted
    local params = {}
    require('schemascope').config().before_init(params, { root_dir = vim.fn.getcwd() })
    result.trust[name] = params.initializationOptions.trusted
  end
  require('schemascope').options.trusted = false

  vim.cmd('checkhealth schemascope')
  result.health = vim.api.nvim_buf_get_lines(0, 0, -1, false)
  vim.cmd('only')
  result.help = help()

  vim.cmd('edit billing.sql')
  local all = require('schemascope').clients()
  result.servers = #all
  vim.notify = function() end -- of requests that come too late
  for _, client in ipairs(all) do
    if vim.fn.has('nvim-0.11') == 1 then
      client:stop()
    else
      client.stop()
    end
  end
  await('the server to stop', function()
    return #require('schemascope').clients() == 0
  end)
end

local ok, err = xpcall(session, debug.traceback)
if not ok then
  result.error = err
  result.diagnostics = diagnostics()
end
vim.fn.writefile({ vim.json and vim.json.encode(result) or vim.fn.json_encode(result) }, vim.env.SCHEMASCOPE_RESULT)
vim.cmd('qall!')
