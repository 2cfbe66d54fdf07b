-- The commands :PorterBuild and the like, in every buffer that porter-ls serves,
-- whoever has started it.
if vim.fn.exists '##LspAttach' == 1 then
  vim.api.nvim_create_autocmd('LspAttach', {
    group = vim.api.nvim_create_augroup('porter_commands', { clear = true }),
    callback = function(args)
      local client = vim.lsp.get_client_by_id(args.data.client_id)
      if client and client.name == 'porter_ls' then require('porter_ls').commands(args.buf) end
    end,
  })
end
