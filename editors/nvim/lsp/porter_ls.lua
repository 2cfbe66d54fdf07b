-- What vim.lsp.enable 'porter_ls' starts, in Neovim 0.11 and later.
return require('porter_ls').config()
