-- Starts porter-ls for Porter bundles, in Neovim 0.7 and later.
--
--   require('porter_ls').setup()
--   require('porter_ls').setup { cmd = { '/opt/porter-ls', 'serve' } }
--
-- Options: cmd, the server and its arguments, and any other option of Neovim's
-- LSP client (on_attach, capabilities, flags, handlers).
local M = {}

-- Manifests are called porter.yaml or something.porter.yaml.
local function is_manifest(path)
  local name = vim.fn.fnamemodify(path, ':t')
  return name:match '^porter%.ya?ml$' ~= nil or name:match '%.porter%.ya?ml$' ~= nil
end

-- Sets, installations and the like say what they are.
local function is_document(buf)
  for _, line in ipairs(vim.api.nvim_buf_get_lines(buf, 0, 40, false)) do
    if line:match '^%s*"?schemaType"?%s*:' then return true end
  end
  return false
end

local function folder(path) return vim.fn.fnamemodify(path, ':p:h') end

-- Neovim 0.11 and later: the configuration is named, so that a user's own
-- vim.lsp.config('porter_ls', …) is merged with it.
local function enable(config)
  config.filetypes = config.filetypes or { 'yaml', 'json' }
  config.root_dir = config.root_dir or function(buf, start)
    local path = vim.api.nvim_buf_get_name(buf)
    if is_manifest(path) or is_document(buf) then start(folder(path)) end
  end
  vim.lsp.config('porter_ls', config)
  vim.lsp.enable 'porter_ls'
end

-- Before 0.11: one server per folder, attached as its files are opened.
local function attach_on_open(config)
  local clients = {}
  local function attach(buf, path)
    if not is_manifest(path) and not is_document(buf) then return end
    local root = config.root_dir or folder(path)
    local id = clients[root]
    if not id or not vim.lsp.get_client_by_id(id) then
      id = vim.lsp.start_client(vim.tbl_extend('force', config, { name = 'porter-ls', root_dir = root }))
      clients[root] = id
    end
    if id then vim.lsp.buf_attach_client(buf, id) end
  end
  vim.api.nvim_create_autocmd({ 'BufReadPost', 'BufNewFile' }, {
    group = vim.api.nvim_create_augroup('porter_ls', { clear = true }),
    pattern = { '*.yaml', '*.yml', '*.json' },
    callback = function(args) attach(args.buf, vim.fn.fnamemodify(args.file, ':p')) end,
  })
  for _, buf in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(buf) then attach(buf, vim.api.nvim_buf_get_name(buf)) end
  end
end

function M.setup(options)
  local config = vim.tbl_extend('keep', options or {}, { cmd = { 'porter-ls', 'serve' } })
  if vim.lsp.config and vim.lsp.enable then
    enable(config)
  else
    attach_on_open(config)
  end
end

return M
