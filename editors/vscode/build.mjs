// Bundles the extension into dist/extension.js and the licenses of what is in it
// into dist/licenses.txt. The project's own license is put where vsce wants it.
import { build } from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const result = await build({
  absWorkingDir: here,
  entryPoints: ['src/extension.ts'],
  outfile: 'dist/extension.js',
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node18', // what VS Code 1.82 runs
  external: ['vscode'],
  minify: true,
  sourcemap: 'linked',
  sourcesContent: false,
  metafile: true,
  logLevel: 'warning',
});

const packages = new Set();
for (const input of Object.keys(result.metafile.inputs)) {
  const found = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
  if (found) packages.add(found[0]);
}
const notices = [...packages].sort().map((dir) => {
  const about = JSON.parse(fs.readFileSync(path.join(here, dir, 'package.json'), 'utf8'));
  const file = fs.readdirSync(path.join(here, dir)).find((name) => /^licen[cs]e/i.test(name));
  if (!file) throw new Error(`${about.name} has no license file`);
  return `${about.name} ${about.version}\n\n${fs.readFileSync(path.join(here, dir, file), 'utf8').trim()}\n`;
});
fs.writeFileSync(path.join(here, 'dist/licenses.txt'), notices.join(`\n${'-'.repeat(72)}\n\n`));
fs.copyFileSync(path.join(here, '../../LICENSE'), path.join(here, 'LICENSE'));
