-- For vim.lsp.enable('schemascope') of Neovim 0.11 or newer.
return {
  cmd = { 'schemascope', 'serve' },
  filetypes = { 'hcl', 'sql' },
  root_markers = { 'atlas.hcl', '.git' },
}
