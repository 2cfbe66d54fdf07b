-- Run in a headless Neovim by nvim_test.go: opens $PORTER_LS_FILE with the plugin
-- and does what a user does. Writes what it saw to $PORTER_LS_OUT as JSON, with
-- "failed" where something did not come. $PORTER_LS_SCENARIO says what to do.
local out = { nvim = tostring(vim.version().major) .. '.' .. vim.version().minor .. '.' .. vim.version().patch }
local file = vim.env.PORTER_LS_FILE
local published, progress, shown = 0, {}, {}

-- Records what comes from the server, then lets Neovim do what it does.
local function record(method, note)
  local inner = vim.lsp.handlers[method]
  return function(err, result, ctx, config)
    note(result)
    return inner(err, result, ctx, config)
  end
end

local handlers = {
  -- Diagnostics are sent, or pulled by Neovim 0.11 and later.
  ['textDocument/publishDiagnostics'] = record('textDocument/publishDiagnostics', function() published = published + 1 end),
  ['textDocument/diagnostic'] = vim.lsp.handlers['textDocument/diagnostic']
    and record('textDocument/diagnostic', function() published = published + 1 end),
  ['$/progress'] = record('$/progress', function(r)
    local v = r.value
    progress[#progress + 1] = { kind = v.kind, title = v.title, message = v.message, percentage = v.percentage }
  end),
  ['window/showMessage'] = function(_, r) shown[#shown + 1] = r.message end,
}

vim.notify = function(message) shown[#shown + 1] = message end

-- Waits until ready() is true.
local function await(what, ready, ms)
  if not vim.wait(ms or 20000, ready, 5) then error('waited in vain for ' .. what, 0) end
end

local function diagnostics()
  return vim.tbl_map(function(d)
    return { line = d.lnum + 1, column = d.col + 1, code = d.code, message = d.message, source = d.source }
  end, vim.diagnostic.get(0))
end

-- Puts text in place of the first match of a plain string, as typing would.
local function replace(old, new)
  for i, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, true)) do
    local at = line:find(old, 1, true)
    if at then
      vim.api.nvim_buf_set_text(0, i - 1, at - 1, i - 1, at - 1 + #old, { new })
      return i
    end
  end
  error('there is no ' .. old, 0)
end

local function request(method, params, ms)
  local answers, failure = vim.lsp.buf_request_sync(0, method, params, ms or 20000)
  if not answers then error(method .. ': ' .. tostring(failure), 0) end
  local _, answer = next(answers)
  return answer.result, answer.err or answer.error
end

-- The code actions that the menu would show, by title.
local function actions()
  local params = vim.lsp.util.make_range_params(0, 'utf-16')
  params.context = { diagnostics = {} }
  local by_title = {}
  for _, a in ipairs(request('textDocument/codeAction', params)) do by_title[a.title] = a end
  return by_title
end

local function execute(command, ms)
  progress = {}
  local result, err = request('workspace/executeCommand', command, ms)
  return { result = result, error = err and err.message, progress = progress }
end

local function menu(title)
  local action = actions()[title]
  if not action then error('no action ' .. title, 0) end
  return execute(action.command, 600000)
end

local function open()
  require('porter_ls').setup { cmd = { vim.env.PORTER_LS_BIN, 'serve' }, handlers = handlers, flags = { debounce_text_changes = 0 } }
  vim.cmd('edit ' .. vim.fn.fnameescape(file))
  await('the first diagnostics', function() return published > 0 end)
  -- Nothing of a folder is run before its user trusts it.
  local before = #shown
  vim.cmd 'PorterTrust'
  await('trust', function() return #shown > before end)
end

-- Picks from the next menu what has a title, as a user would by its number.
local function pick(title)
  local inner = vim.ui.select
  local picked = false
  progress = {}
  vim.ui.select = function(items, options, choose)
    vim.ui.select = inner
    local titles = {}
    for _, item in ipairs(items) do
      titles[#titles + 1] = options.format_item(item)
      if titles[#titles] == title then
        picked = true
        choose(item)
        return
      end
    end
    picked = 'there is no ' .. title .. ' among ' .. table.concat(titles, ', ')
  end
  vim.lsp.buf.code_action()
  await('the menu', function() return picked end)
  if picked ~= true then error(picked, 0) end
end

-- Puts the cursor right behind the first place of some words.
local function behind(words)
  for i, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, true)) do
    local _, last = line:find(words, 1, true)
    if last then
      vim.api.nvim_win_set_cursor(0, { i, last })
      return { textDocument = { uri = vim.uri_from_bufnr(0) }, position = { line = i - 1, character = last } }
    end
  end
  error('there is no ' .. words, 0)
end

local function text() return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\n') end

local scenarios = {}

-- What an author asks while writing.
function scenarios.writing()
  open()
  out.filetype = vim.bo.filetype
  replace('bundle.parameters.name', 'bundle.parameters.')
  local list = request('textDocument/completion', behind 'bundle.parameters.')
  out.completion = vim.tbl_map(function(item) return item.label end, list.items or list)
  replace('bundle.parameters. ', 'bundle.parameters.nmae ')
  await('the diagnostic', function() return #diagnostics() > 0 end)
  behind 'bundle.parameters.nm'
  pick 'Change to "name"'
  await('the fix', function() return not text():find('nmae', 1, true) end)
  await('the diagnostic to vanish', function() return #diagnostics() == 0 end)
  local place = behind 'bundle.parameters.n'
  out.hover = request('textDocument/hover', place).contents.value
  local found = request('textDocument/definition', place)
  found = found[1] or found
  out.definition = (found.range or found.targetSelectionRange).start.line + 1
  vim.lsp.buf.rename 'whom'
  await('the new name', function() return text():find('- name: whom', 1, true) end)
  out.renamed = text()
end

-- A typo in a template is marked while it is there.
function scenarios.diagnostics()
  open()
  out.before = diagnostics()
  local seen = published
  out.line = replace('bundle.parameters.name', 'bundle.parameters.nmae')
  await('the diagnostic', function() return published > seen and #diagnostics() > 0 end)
  out.typo = diagnostics()
  vim.api.nvim_win_set_cursor(0, { out.line, out.typo[1].column - 1 })
  out.actions = vim.tbl_keys(actions())
  table.sort(out.actions)
  replace('bundle.parameters.nmae', 'bundle.parameters.name')
  await('the diagnostic to vanish', function() return #diagnostics() == 0 end)
  -- What is not saved is not built.
  replace('Greets someone', 'Greets somebody')
  out.unsaved = menu 'Build bundle'
end

-- Build, install, look at the outputs, fail at a step, tidy up.
function scenarios.install()
  local name = vim.env.PORTER_LS_INSTALLATION
  local function on_bundle(command, ...)
    return execute({ command = command, arguments = { { uri = vim.uri_from_bufnr(0), args = { ... } } } }, 600000)
  end
  open()
  out.build = menu 'Build bundle'
  if out.build.error then return end
  shown = {}
  pick 'Build bundle'
  await('the build', function() return #shown > 0 end, 600000)
  out.picked = shown[1]
  shown = { out.build.result.message }
  out.install = menu 'Install bundle'
  out.outputs = execute { command = 'porter-ls.installations.outputs', arguments = { { args = { name } } } }
  local before = #shown
  vim.cmd('PorterUninstall ' .. name)
  await('the uninstallation', function() return #shown > before end, 600000)
  out.uninstalled = shown[#shown]
  -- The first step of install calls what is not there.
  out.line = replace('- greet', '- no_such_function')
  vim.cmd 'silent write'
  out.failing = on_bundle('porter-ls.install', name .. '-failing')
  await('the failed step', function() return #diagnostics() > 0 end)
  out.failed_step = diagnostics()
  replace('- no_such_function', '- greet')
  await('the failed step to vanish', function() return #diagnostics() == 0 end)
end

local ok, failure = pcall(scenarios[vim.env.PORTER_LS_SCENARIO])
if not ok then out.failed = tostring(failure) end
out.shown = shown
local f = assert(io.open(vim.env.PORTER_LS_OUT, 'w'))
f:write(vim.fn.json_encode(out), '\n')
f:close()
vim.cmd 'qall!'
