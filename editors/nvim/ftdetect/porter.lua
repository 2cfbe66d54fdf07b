-- Manifests are YAML with a name of their own, so that whatever is set up for
-- plain YAML, another language server for one, leaves them alone.
vim.api.nvim_create_autocmd({ 'BufRead', 'BufNewFile' }, {
  group = vim.api.nvim_create_augroup('porter_filetype', { clear = true }),
  pattern = { 'porter.yaml', 'porter.yml', '*.porter.yaml', '*.porter.yml' },
  callback = function() vim.bo.filetype = 'yaml.porter' end,
})
