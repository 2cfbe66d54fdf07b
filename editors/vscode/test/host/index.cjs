// Tests of the extension through VS Code's API. run is called in the extension
// host; what came of each test is written to $PORTER_LS_TEST_RESULTS.
const assert = require('node:assert/strict');
const fs = require('node:fs');
const vscode = require('vscode');

const tests = [];
const test = (name, body) => tests.push({ name, body });

exports.run = async () => {
  const results = [];
  for (const { name, body } of tests) {
    try {
      await body();
      results.push({ name });
    } catch (error) {
      results.push({ name, failure: String(error.stack) });
    }
  }
  const file = process.env.PORTER_LS_TEST_RESULTS;
  fs.writeFileSync(`${file}.new`, JSON.stringify(results));
  fs.renameSync(`${file}.new`, file); // whole, for whoever waits for it
};

/** Waits until get returns something, as what is told of changes in listen may make it. */
function eventually(what, get, listen) {
  return new Promise((resolve, reject) => {
    const look = () => {
      const got = get();
      if (!got) return;
      finish();
      resolve(got);
    };
    const listening = listen(look);
    const timer = setTimeout(() => { finish(); reject(new Error(`waited in vain for ${what}`)); }, 30_000);
    const finish = () => { clearTimeout(timer); listening.dispose(); };
    look();
  });
}

const file = (name) => vscode.Uri.joinPath(vscode.workspace.workspaceFolders[0].uri, name);

async function show(name) {
  const document = await vscode.workspace.openTextDocument(file(name));
  await vscode.window.showTextDocument(document);
  return document;
}

const codes = (uri) => vscode.languages.getDiagnostics(uri).map((d) => d.code?.value ?? d.code);

/** Waits for a finding of a rule, or for its end. */
function finding(uri, code, there = true) {
  return eventually(`${there ? '' : 'the end of '}${code}`, () => {
    const found = vscode.languages.getDiagnostics(uri).find((d) => (d.code?.value ?? d.code) === code);
    return there ? found : !found;
  }, vscode.languages.onDidChangeDiagnostics);
}

/** Puts text in place of the first match of old, and returns where it begins. */
async function replace(document, old, text) {
  const at = document.getText().indexOf(old);
  assert(at >= 0, `there is no ${old}`);
  const edit = new vscode.WorkspaceEdit();
  const start = document.positionAt(at);
  edit.replace(document.uri, new vscode.Range(start, document.positionAt(at + old.length)), text);
  assert(await vscode.workspace.applyEdit(edit));
  return start;
}

test('a manifest is ours, other YAML is not', async () => {
  assert.equal((await show('porter.yaml')).languageId, 'porter');
  assert.equal((await vscode.workspace.openTextDocument(file('other.yaml'))).languageId, 'yaml');
});

test('a finding comes and goes', async () => {
  const document = await show('porter.yaml');
  await replace(document, 'bundle.parameters.name', 'bundle.parameters.nmae');
  const found = await finding(document.uri, 'undefined-reference');
  assert.equal(document.getText(found.range), 'nmae');
  assert.equal(found.source, 'porter-ls');
  await replace(document, 'bundle.parameters.nmae', 'bundle.parameters.name');
  await finding(document.uri, 'undefined-reference', false);
});

test('a fix can be applied', async () => {
  const document = await show('porter.yaml');
  await replace(document, 'bundle.parameters.name', 'bundle.parameters.nmae');
  const found = await finding(document.uri, 'undefined-reference');
  const actions = await vscode.commands.executeCommand('vscode.executeCodeActionProvider', document.uri, found.range, vscode.CodeActionKind.QuickFix.value, 20); // with their edits
  const fix = actions.find((a) => a.title === 'Change to "name"');
  assert(fix, `there are ${actions.map((a) => a.title).join(', ')}`);
  assert(await vscode.workspace.applyEdit(fix.edit));
  await finding(document.uri, 'undefined-reference', false);
  assert(!document.getText().includes('nmae'));
});

test('build and install are in the menu', async () => {
  const document = await show('porter.yaml');
  const actions = await vscode.commands.executeCommand('vscode.executeCodeActionProvider', document.uri, new vscode.Range(0, 0, 0, 0));
  for (const title of ['Build bundle', 'Install bundle']) assert(actions.some((a) => a.title === title), `no ${title}`);
});

test('a credential set is checked, though its language is YAML', async () => {
  const document = await show('creds.yaml');
  assert.equal(document.languageId, 'yaml');
  await eventually('findings', () => codes(document.uri).length > 0, vscode.languages.onDidChangeDiagnostics);
});

test('a setting is followed', async () => {
  const document = await show('porter.yaml');
  await replace(document, 'bundle.parameters.name', 'bundle.parameters.nmae');
  await finding(document.uri, 'undefined-reference');
  const settings = vscode.workspace.getConfiguration('porter-ls');
  await settings.update('ignore', ['undefined-reference'], vscode.ConfigurationTarget.Global);
  await finding(document.uri, 'undefined-reference', false);
  await settings.update('ignore', undefined, vscode.ConfigurationTarget.Global);
  await finding(document.uri, 'undefined-reference');
  await replace(document, 'bundle.parameters.nmae', 'bundle.parameters.name');
});

test('a hover says what a field is for', async () => {
  const document = await show('porter.yaml');
  const at = document.positionAt(document.getText().indexOf('registry:'));
  const hovers = await vscode.commands.executeCommand('vscode.executeHoverProvider', document.uri, at);
  assert.match(hovers.flatMap((h) => h.contents).map((c) => c.value).join('\n'), /registry/i);
});

test('a definition is gone to', async () => {
  const document = await show('porter.yaml');
  const at = document.positionAt(document.getText().indexOf('bundle.parameters.name') + 'bundle.parameters.n'.length);
  const [found] = await vscode.commands.executeCommand('vscode.executeDefinitionProvider', document.uri, at);
  assert.equal(document.lineAt((found.targetRange ?? found.range).start.line).text.trim(), '- name: name');
});

test('names are proposed within a template', async () => {
  const document = await show('porter.yaml');
  const at = await replace(document, 'bundle.parameters.name', 'bundle.parameters.');
  const list = await vscode.commands.executeCommand('vscode.executeCompletionItemProvider', document.uri, at.translate(0, 'bundle.parameters.'.length));
  assert.deepEqual(list.items.map((i) => i.label.label ?? i.label), ['name']);
  await replace(document, 'bundle.parameters. ', 'bundle.parameters.name ');
});

test('lenses build, and show where a parameter is read', async () => {
  const document = await show('porter.yaml');
  const lenses = await vscode.commands.executeCommand('vscode.executeCodeLensProvider', document.uri, 50);
  const commands = lenses.map((l) => l.command);
  assert(commands.some((c) => c.command === 'porter-ls.build'), JSON.stringify(commands));
  const line = document.positionAt(document.getText().indexOf('- name: name')).line;
  const references = lenses.find((l) => l.range.start.line === line).command;
  assert.equal(references.command, 'porter-ls.showReferences');
  await vscode.commands.executeCommand(references.command, ...references.arguments);
});

test('a parameter is renamed wherever it is read', async () => {
  const document = await show('porter.yaml');
  const before = document.getText();
  const at = document.positionAt(before.indexOf('bundle.parameters.name') + 'bundle.parameters.n'.length);
  const edit = await vscode.commands.executeCommand('vscode.executeDocumentRenameProvider', document.uri, at, 'whom');
  assert(await vscode.workspace.applyEdit(edit));
  assert.equal(document.getText(), before.replace('- name: name\n', '- name: whom\n').replaceAll('bundle.parameters.name', 'bundle.parameters.whom'));
  await vscode.commands.executeCommand('undo');
  assert.equal(document.getText(), before);
});

test('the server can be restarted', async () => {
  const document = await show('porter.yaml');
  await vscode.commands.executeCommand('porter-ls.restartServer');
  await replace(document, 'bundle.parameters.name', 'bundle.parameters.nmae');
  await finding(document.uri, 'undefined-reference');
  await replace(document, 'bundle.parameters.nmae', 'bundle.parameters.name');
});
