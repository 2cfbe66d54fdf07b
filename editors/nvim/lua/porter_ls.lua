-- Starts porter-ls for Porter bundles, in Neovim 0.7 and later.
--
--   require('porter_ls').setup()
--   require('porter_ls').setup { cmd = { '/opt/porter-ls', 'serve' } }
--
-- Options: cmd, the server and its arguments, and any other option of Neovim's
-- LSP client (on_attach, capabilities, flags, handlers, settings).
local M = {}

local name = 'porter_ls'
local command = { 'porter-ls', 'serve' }

-- Manifests are called porter.yaml or something.porter.yaml.
local function is_manifest(path)
  local file = vim.fn.fnamemodify(path, ':t')
  return file:match '^porter%.ya?ml$' ~= nil or file:match '%.porter%.ya?ml$' ~= nil
end

-- Sets, installations and the like say what they are.
local function is_document(buf)
  for _, line in ipairs(vim.api.nvim_buf_get_lines(buf, 0, 40, false)) do
    if line:match '^%s*"?schemaType"?%s*:' then return true end
  end
  return false
end

-- The workspace of a file: its repository, so that bundles which use each other
-- are known together, or else its folder.
local function workspace(path)
  local folder = vim.fn.fnamemodify(path, ':p:h')
  local at = folder
  while true do
    if vim.fn.isdirectory(at .. '/.git') == 1 or vim.fn.filereadable(at .. '/.git') == 1 then return at end
    local above = vim.fn.fnamemodify(at, ':h')
    if above == at then return folder end
    at = above
  end
end

-- Asks for the diagnostics of open buffers again where the server says so, as
-- when a step has failed. Neovim itself leaves out the buffers that it has asked
-- about one by one.
local function refresh(err, result, ctx)
  local client = vim.lsp.get_client_by_id(ctx.client_id)
  local provider = client and client.server_capabilities.diagnosticProvider
  for buf in pairs(provider and client.attached_buffers or {}) do
    local params = { textDocument = { uri = vim.uri_from_bufnr(buf) }, identifier = provider.identifier }
    client:request('textDocument/diagnostic', params, nil, buf)
  end
  return vim.lsp.handlers['workspace/diagnostic/refresh'](err, result, ctx)
end

-- The configuration for vim.lsp.config in Neovim 0.11 and later.
function M.config()
  return {
    cmd = command,
    filetypes = { 'yaml.porter', 'yaml', 'json' },
    root_dir = function(buf, start)
      local path = vim.api.nvim_buf_get_name(buf)
      if is_manifest(path) or is_document(buf) then start(workspace(path)) end
    end,
    handlers = { ['workspace/diagnostic/refresh'] = refresh },
  }
end

-- Before 0.11: one server per workspace, attached as its files are opened.
local function attach_on_open(config)
  local clients = {}
  local on_attach = config.on_attach
  config.on_attach = function(client, buf)
    if vim.fn.exists '##LspAttach' == 0 then M.commands(buf) end
    if on_attach then on_attach(client, buf) end
  end
  local function attach(buf, path)
    if not is_manifest(path) and not is_document(buf) then return end
    local root = config.root_dir or workspace(path)
    local id = clients[root]
    if not id or not vim.lsp.get_client_by_id(id) then
      id = vim.lsp.start_client(vim.tbl_extend('force', config, { name = name, root_dir = root }))
      clients[root] = id
    end
    if id then vim.lsp.buf_attach_client(buf, id) end
  end
  vim.api.nvim_create_autocmd({ 'BufReadPost', 'BufNewFile' }, {
    group = vim.api.nvim_create_augroup(name, { clear = true }),
    pattern = { '*.yaml', '*.yml', '*.json' },
    callback = function(args) attach(args.buf, vim.fn.fnamemodify(args.file, ':p')) end,
  })
  for _, buf in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(buf) then attach(buf, vim.api.nvim_buf_get_name(buf)) end
  end
end

function M.setup(options)
  if vim.lsp.config and vim.lsp.enable then
    vim.lsp.config(name, options or {})
    vim.lsp.enable(name)
  else
    attach_on_open(vim.tbl_extend('keep', options or {}, { cmd = command }))
  end
end

-- The client that serves a buffer.
local function client_of(buf)
  local all = vim.lsp.get_clients and vim.lsp.get_clients { bufnr = buf } or vim.lsp.buf_get_clients(buf)
  for _, client in pairs(all) do
    if client.name == name then return client end
  end
end

-- Runs a verb of the server's on the manifest of a buffer, which is written
-- before, because verbs read the disk. The server shows what came of it, other
-- than what a verb would only print; done, where it is given, is called with the
-- error and the result.
function M.run(buf, verb, arguments, done)
  local client = client_of(buf)
  if not client then
    vim.notify('porter-ls does not serve this buffer', vim.log.levels.ERROR)
    return
  end
  vim.api.nvim_buf_call(buf, function() vim.cmd 'silent update' end)
  local params = vim.tbl_extend('force', { uri = vim.uri_from_bufnr(buf) }, arguments or {})
  local request = { command = 'porter-ls.' .. verb, arguments = { params } }
  local function answered(err, result)
    if result and result.message == '' and result.text ~= '' then vim.notify(vim.trim(result.text)) end
    if done then done(err, result) end
  end
  if vim.fn.has 'nvim-0.11' == 1 then
    client:request('workspace/executeCommand', request, answered, buf)
  else
    client.request('workspace/executeCommand', request, answered, buf)
  end
end

-- NAME=VALUE are parameters, everything else stands beside the flags.
local function split(words)
  local args, param = {}, {}
  for _, word in ipairs(words) do table.insert(word:find('=', 1, true) and param or args, word) end
  return { args = #args > 0 and args or nil, param = #param > 0 and param or nil }
end

-- Adds the commands to a buffer.
function M.commands(buf)
  local function add(title, count, description, run)
    vim.api.nvim_buf_create_user_command(buf, title, function(args) run(args.fargs) end, { nargs = count, desc = description })
  end
  add('PorterBuild', 0, 'Build the bundle', function() M.run(buf, 'build') end)
  for title, verb in pairs { PorterInstall = 'install', PorterUpgrade = 'upgrade', PorterUninstall = 'uninstall' } do
    add(title, '*', title:sub(7) .. ' [INSTALLATION] [NAME=VALUE…]', function(words) M.run(buf, verb, split(words)) end)
  end
  add('PorterInvoke', '+', 'Run an action: ACTION [INSTALLATION] [NAME=VALUE…]', function(words)
    local arguments = split(vim.list_slice(words, 2))
    arguments.action = words[1]
    M.run(buf, 'invoke', arguments)
  end)
  add('PorterTrust', 0, 'Trust the workspace: what its bundles name may run', function() M.run(buf, 'trust') end)
  add('PorterUntrust', 0, 'Trust the workspace no more', function() M.run(buf, 'untrust') end)
end

return M
