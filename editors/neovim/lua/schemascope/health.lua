-- :checkhealth schemascope
local M = {}

local health = vim.health or require('health')

-- The functions have shorter names since 0.10.
local start = health.start or health.report_start
local ok = health.ok or health.report_ok
local info = health.info or health.report_info
local warn = health.warn or health.report_warn
local fail = health.error or health.report_error

local function neovim()
  local v = vim.version()
  local version = ('Neovim %d.%d.%d'):format(v.major, v.minor, v.patch)
  if vim.fn.has('nvim-0.7') == 0 then
    fail(version .. ' is too old', { 'Install Neovim 0.7 or newer.' })
  elseif vim.lsp.enable then
    ok(version .. ', which starts the server by vim.lsp.enable')
  elseif vim.lsp.start then
    ok(version .. ', in which the plugin starts the server by vim.lsp.start')
  else
    ok(version .. ', in which the plugin starts the server by vim.lsp.start_client')
  end
end

local function program(cmd)
  if vim.fn.executable(cmd[1]) == 0 then
    fail(cmd[1] .. ' is not executable', {
      'Install it: go install github.com/schemascope/schemascope@latest',
      "Or tell where it is: require('schemascope').setup({ cmd = { '/path/to/schemascope', 'serve' } })",
    })
    return
  end
  local said = vim.fn.system({ cmd[1], 'version' })
  if vim.v.shell_error ~= 0 or not said:find('^schemascope ') then
    fail(vim.fn.exepath(cmd[1]) .. ' is not schemascope, or does not run', { vim.trim(said) })
    return
  end
  ok(vim.trim(said) .. ': ' .. vim.fn.exepath(cmd[1]))
end

local function settings(schemascope)
  local enabled = vim.lsp.is_enabled and vim.lsp.is_enabled('schemascope')
  if schemascope.done or enabled then
    ok('the server starts for the filetypes ' .. table.concat(schemascope.options.filetypes, ', '))
  else
    warn('nothing starts the server', { "Call require('schemascope').setup()." })
  end
  if vim.fn.exists(':SchemascopeERD') == 0 then
    warn('there is no command :SchemascopeERD', { 'Is the whole of editors/neovim on the runtimepath?' })
  end
  if vim.fn.exists('#filetypedetect#BufRead') == 0 then
    warn('filetypes are not detected, so no buffer is handed to the server', { ':filetype on' })
  end
  local trusted = schemascope.options.trusted
  if trusted == true then
    info('the programs that projects name may run')
  elseif type(trusted) == 'table' then
    info('the programs that projects name may run below ' .. table.concat(trusted, ', '))
  else
    info("the programs that projects name do not run (option 'trusted')")
  end
end

local function servers(schemascope)
  local clients = schemascope.clients()
  if #clients == 0 then
    info('no server runs: none of its files is open')
  end
  for _, client in ipairs(clients) do
    local root = client.config.root_dir
    local has = vim.fn.filereadable(root .. '/atlas.hcl') == 1 and 'its atlas.hcl' or 'no atlas.hcl there'
    ok(('a server runs for %s (%s)'):format(root, has))
  end
end

local function diagram()
  local erd = require('schemascope.erd')
  local opener = erd.opener()
  if erd.can_show() then
    ok(':SchemascopeERD shows the diagram in the browser')
  else
    info((':SchemascopeERD shows Mermaid in a split: there is no screen, or no %s'):format(opener))
  end
end

function M.check()
  local schemascope = require('schemascope')
  start('schemascope')
  neovim()
  program(schemascope.options.cmd)
  settings(schemascope)
  servers(schemascope)
  diagram()
end

return M
