-- For vim.lsp.enable('schemascope') of Neovim 0.11 or newer.
return require('schemascope').config()
