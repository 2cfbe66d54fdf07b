// What an author does and sees, in a real window with the packaged extension.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Editor } from './editor.mjs';
import { bundle, open, root } from './workbench.mjs';

const vsix = path.join(root, 'bin/porter-ls.vsix');
const folder = bundle('hello', (text) => text.replace('name: hello\n', 'name: vscode-hello\n'));
const manifest = path.join(folder, 'porter.yaml');
let w, editor;

before(async () => {
  w = await open({
    folder,
    vsix: [vsix],
    payload: (at) => [['openFile', at + manifest]],
  });
  editor = new Editor(w.page, path.join(root, 'bin/vscode-test'));
  await editor.ready('porter.yaml', 'Porter Manifest');
});

after(async () => {
  await w?.close();
  fs.rmSync(path.dirname(folder), { recursive: true });
});

/** Waits until what get returns fits, and returns it. */
async function eventually(get, fits) {
  for (const until = Date.now() + 30_000; Date.now() < until; await pause(50)) {
    if (fits(get())) return get();
  }
  throw new Error(`waited in vain; there is\n${get()}`);
}

/** A test whose failure leaves a picture of the window. */
function scenario(name, body) {
  test(name, async () => {
    try {
      await body();
    } catch (error) {
      error.message += `\nthe window is in ${await editor.picture(name)}`;
      throw error;
    }
  });
}

scenario('a typo is underlined', async () => {
  await editor.after('bundle.parameters.name', fs.readFileSync(manifest, 'utf8'));
  await editor.type('s');
  await editor.squiggles(1);
  assert.match((await editor.problems()).join('\n'), /undefined-reference/);
});

scenario('its fix is in the menu', async () => {
  await editor.focus();
  await editor.quickFix('Change to "name"');
  await editor.squiggles(0);
});

scenario('names are proposed within a template', async () => {
  await editor.after('bundle.parameters.name', fs.readFileSync(manifest, 'utf8'));
  for (let i = 0; i < '.name'.length; i++) await editor.press('Backspace');
  await editor.type('.');
  assert.deepEqual(await editor.proposals(), ['name']);
  await editor.press('Enter');
  await editor.save();
  await editor.squiggles(0);
  assert.match(fs.readFileSync(manifest, 'utf8'), /Greet \$\{ bundle\.parameters\.name \}$/m);
});

scenario('a rename changes every place', async () => {
  const before = fs.readFileSync(manifest, 'utf8');
  await editor.after('bundle.parameters.na', before);
  await editor.rename('whom');
  await editor.save();
  const saved = await eventually(() => fs.readFileSync(manifest, 'utf8'), (text) => text.includes('- name: whom'));
  assert.equal(saved, before.replace('- name: name\n', '- name: whom\n').replaceAll('bundle.parameters.name', 'bundle.parameters.whom'));
});

scenario('a build ends in a notification', async () => {
  await editor.after('Greets someone', fs.readFileSync(manifest, 'utf8'));
  await editor.type(' else'); // unsaved, and saved by the build
  await editor.sourceAction('Build bundle');
  const said = await editor.notification(/Built|engine/, 300_000);
  if (/no container engine/.test(said) && !process.env.CI) return; // said as it should be
  assert.match(said, /^Built .*vscode-hello/);
  assert.match(fs.readFileSync(manifest, 'utf8'), /Greets someone else/);
  assert(fs.existsSync(path.join(folder, '.cnab/bundle.json')));
});

scenario('a server that is not there is missed, with a way out', async () => {
  const settings = path.join(w.home, 'data/Machine/settings.json');
  const before = fs.readFileSync(settings, 'utf8');
  fs.writeFileSync(settings, JSON.stringify({ ...JSON.parse(before), 'porter-ls.path': '/nowhere/porter-ls' }));
  assert.match(await editor.notification(/nowhere/), /is no program.*Install porter-ls/s);
  fs.writeFileSync(settings, before);
  await editor.after('bundle.parameters.whom', fs.readFileSync(manifest, 'utf8'));
  await editor.type('s');
  await editor.squiggles(1);
});

test('nothing else was contacted', () => assert.deepEqual([...w.outside], []));
