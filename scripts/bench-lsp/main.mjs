// Times porter-ls and yaml-language-server as an author feels them. Both get the
// same text, the same keys and the same questions; they take turns, key by key,
// so that both meet the same moods of the machine.
//
// A key is one that shows: it makes the name of a field wrong, or right again,
// and its time ends with the diagnostics that say so.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Client, uriOf } from './client.mjs';
import { manifest } from './manifest.mjs';
import { compose } from './schema.mjs';
import { bars, table, write } from './table.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const { values: options } = parseArgs({
  options: {
    lines: { type: 'string', default: '500,5000,50000' },
    rounds: { type: 'string', default: '30' },
    starts: { type: 'string', default: '7' },
    write: { type: 'boolean', default: false },
  },
});
const rounds = Number(options.rounds), starts = Number(options.starts);

const yaml = path.join(root, 'bin/bench-lsp/node_modules/yaml-language-server');
const ours = process.env.PORTER_LS_BIN ?? path.join(root, 'bin/porter-ls');

/** The servers, for a folder that holds the schema. */
function servers(folder) {
  const settings = { validate: true, completion: true, hover: true, schemaStore: { enable: false }, schemas: { [uriOf(path.join(folder, 'schema.json'))]: ['porter.yaml'] } };
  return [
    { name: 'porter-ls', argv: [ours, 'serve'], settings: {} },
    { name: 'yaml-language-server', argv: [process.execPath, path.join(yaml, 'bin/yaml-language-server'), '--stdio'], settings: { yaml: settings, editor: { tabSize: 2 }, '[yaml]': {} } },
  ];
}

const on = (line, character) => ({ line, character });

/** One server with one file open. */
class Session {
  constructor(server, file, text) {
    this.client = new Client(server, path.dirname(file));
    this.uri = uriOf(file);
    this.text = text;
    this.version = 0;
  }

  async open() {
    const started = await this.client.begin();
    const first = this.diagnostics(() => true);
    const sent = performance.now();
    this.client.notify('textDocument/didOpen', { textDocument: { uri: this.uri, languageId: 'yaml', version: ++this.version, text: this.text } });
    this.newest = await first;
    this.opened = this.newest.at - sent;
    return started;
  }

  /** Waits until nothing new was said for a while, and remembers how much there is to say of the text as it is. */
  async settle() {
    const quiet = Math.max(500, 2 * this.opened);
    for (;;) {
      const more = await this.diagnostics(() => true, quiet).catch(() => null);
      if (!more) break;
      this.newest = more;
    }
    this.rest = this.newest.diagnostics.length;
  }

  /** Diagnostics of a version of the text or a later one, where the server says of which they are. */
  diagnostics(fit, limit, version = this.version) {
    return this.client.diagnostics((d) => d.uri === this.uri && (d.version ?? version) >= version && fit(d.diagnostics), limit);
  }

  /** Puts text in place of what is between two places, and returns when it was sent. */
  type(start, end, text) {
    const sent = performance.now();
    this.client.notify('textDocument/didChange', {
      textDocument: { uri: this.uri, version: ++this.version },
      contentChanges: [{ range: { start, end }, text }],
    });
    return sent;
  }

  /** Types and waits until the server has had its say, though that may be nothing. */
  async typeAndRest(start, end, text) {
    const said = this.diagnostics(() => true, Math.max(500, 2 * this.opened), this.version + 1).catch(() => null);
    this.type(start, end, text);
    await said;
  }

  /** Types a key at the end of a field's name, and takes it back: two times. */
  async key({ line, name }) {
    const times = [];
    for (const wrong of [true, false]) {
      const shown = this.diagnostics((list) => wrong ? list.length > this.rest : list.length <= this.rest, undefined, this.version + 1);
      const sent = this.type(on(line, name), on(line, wrong ? name : name + 1), wrong ? 'x' : '');
      times.push((await shown).at - sent);
    }
    return times;
  }

  /** Begins a new field in a step: completion right after its first letter, and once more when all is calm. */
  async complete({ line, indent, end }) {
    const begin = on(line + 1, indent), place = on(line + 1, indent + 1);
    await this.typeAndRest(on(line, end), on(line, end), `\n${' '.repeat(indent)}`);
    const said = this.diagnostics(() => true, Math.max(500, 2 * this.opened), this.version + 1).catch(() => null);
    this.type(begin, begin, 'o');
    const asked = { textDocument: { uri: this.uri }, position: place, context: { triggerKind: 1 } };
    const typed = await this.client.request('textDocument/completion', asked);
    await said;
    const again = await this.client.request('textDocument/completion', asked);
    await this.typeAndRest(on(line, end), place, '');
    const items = typed.result?.items ?? typed.result ?? [];
    return { typed: typed.took, again: again.took, found: items.some(({ label }) => label.startsWith('outputs')) };
  }

  async hover({ line, indent }) {
    const { took, result } = await this.client.request('textDocument/hover', { textDocument: { uri: this.uri }, position: on(line, indent + 2) });
    return { took, found: Boolean(result) };
  }
}

/** Fields of steps, so many spread over the text: where they begin, and where their name and their line end. */
function places(text, count) {
  const all = text.split('\n').flatMap((content, line) => {
    const field = /^( +)command(?=:)/.exec(content);
    return field ? [{ line, indent: field[1].length, name: field[0].length, end: content.length }] : [];
  });
  return Array.from({ length: count }, (_, i) => all[Math.floor((i + 0.5) * all.length / count) % all.length]);
}

async function measure(lines) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'porter-ls-bench-'));
  const { text, script } = manifest(lines);
  const file = path.join(folder, 'porter.yaml');
  fs.writeFileSync(file, text);
  fs.writeFileSync(path.join(folder, 'shelves.sh'), script, { mode: 0o755 });
  fs.writeFileSync(path.join(folder, 'template.Dockerfile'), 'FROM debian:stable-slim\n# PORTER_INIT\n# PORTER_MIXINS\n');
  fs.writeFileSync(path.join(folder, 'schema.json'), JSON.stringify(compose(path.join(root, 'schema'))));
  const both = servers(folder).map((server) => ({ server, started: [], opened: [], key: [], typed: [], again: [], hover: [] }));
  const sessions = [];
  try {
    for (let i = 0; i < starts; i++) {
      for (const of of both) {
        const session = new Session(of.server, file, text);
        sessions.push(session);
        of.started.push(await session.open());
        of.opened.push(session.opened);
        if (i < starts - 1) await session.client.end();
        else of.session = session;
      }
    }
    for (const of of both) await of.session.settle();
    const at = places(text, rounds);
    for (const place of at) for (const of of both) {
      of.key.push(...await of.session.key(place));
      await pause(20);
    }
    for (const place of at) for (const of of both) {
      if (!of.session.client.capabilities.completionProvider) continue;
      const { typed, again, found } = await of.session.complete(place);
      if (!found) throw new Error(`${of.server.name} does not complete the field outputs`);
      of.typed.push(typed);
      of.again.push(again);
    }
    for (const place of at) for (const of of both) {
      const { took, found } = await of.session.hover(place);
      if (!found) throw new Error(`${of.server.name} says nothing of the field command`);
      of.hover.push(took);
    }
    for (const of of both) of.peak = [of.session.client.peak()];
    return { lines: text.split('\n').length - 1, both };
  } finally {
    for (const { client } of sessions) client.process.kill('SIGKILL');
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

const load = os.loadavg()[0];
const sizes = [];
for (const lines of options.lines.split(',').map(Number)) {
  sizes.push(await measure(lines));
  console.log(table(sizes.slice(-1)));
}
const about = {
  cores: os.cpus().length,
  load,
  node: process.version,
  ours: execFileSync(ours, ['version'], { encoding: 'utf8' }).split('\n')[0].trim(),
  theirs: JSON.parse(fs.readFileSync(path.join(yaml, 'package.json'), 'utf8')).version,
  rounds, starts,
};
const missed = bars(sizes);
console.log(missed.length ? `missed: ${missed.join('; ')}` : 'every bar is met');
if (options.write) write(path.join(root, 'docs/performance.md'), sizes, about);
