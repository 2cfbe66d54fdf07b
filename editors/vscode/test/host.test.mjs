// Runs test/host/index.cjs in VS Code's extension host, where all of its API is.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { bundle, extension, open, porterLS } from './workbench.mjs';

const folder = bundle('hello');
const results = path.join(folder, '../results.json');
fs.writeFileSync(path.join(folder, 'other.yaml'), 'name: not ours\n');
fs.writeFileSync(path.join(folder, 'creds.yaml'), 'schemaType: CredentialSet\nschemaVersion: 1.0.1\nname: creds\ncredentials:\n  - name: a\n    source:\n      secrt: b\n');

const w = await open({
  folder,
  tests: true,
  settings: { 'porter-ls.path': porterLS },
  env: { PORTER_LS_TEST_RESULTS: results },
  payload: (at) => [
    ['extensionDevelopmentPath', at + extension],
    ['extensionTestsPath', `${at}${extension}/test/host/index.cjs`],
  ],
});
try {
  const until = Date.now() + 40_000;
  while (!fs.existsSync(results) && Date.now() < until) await pause(100);
} finally {
  await w.close();
}

test('in the extension host', async (t) => {
  assert(fs.existsSync(results), `no results came; the browser says ${w.complaints.map((c) => c.split('\n')[0]).join('\n')}`);
  for (const { name, failure } of JSON.parse(fs.readFileSync(results, 'utf8'))) {
    await t.test(name, () => assert.equal(failure, undefined));
  }
  fs.rmSync(path.dirname(folder), { recursive: true });
});
