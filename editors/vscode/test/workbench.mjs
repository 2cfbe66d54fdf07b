// A VS Code workbench for a test: code-server on a loopback port with its own
// home, and a browser with nothing but that server to talk to.
import { chromium } from 'playwright-core';
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
export const extension = path.join(root, 'editors/vscode');
const tools = path.join(root, 'bin/workbench');
const entry = path.join(tools, 'code-server/node_modules/code-server/out/node/entry.js');

/** The built-in extensions of the workbench. */
export const builtIn = path.join(path.dirname(entry), '../../lib/vscode/extensions');

/** The program under test. */
export const porterLS = process.env.PORTER_LS_BIN ?? path.join(root, 'bin/porter-ls');

// What a fresh VS Code would ask, offer or fetch by itself, and what would change
// a text under the test.
const quiet = {
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'window.restoreWindows': 'none',
  'git.enabled': false,
  'files.autoSave': 'off',
  'editor.minimap.enabled': false,
};

/** A folder that the system throws away at some time if the test does not. */
export function scratch(name) {
  return fs.mkdtempSync(path.join(os.tmpdir(), `porter-ls-${name}-`));
}

/** A copy of one of the project's bundles, its manifest changed by edit. */
export function bundle(name, edit = (text) => text) {
  const folder = path.join(scratch('bundle'), name);
  fs.cpSync(path.join(root, 'testdata/bundles', name), folder, {
    recursive: true,
    filter: (file) => path.basename(file) !== '.cnab',
  });
  const manifest = path.join(folder, 'porter.yaml');
  fs.writeFileSync(manifest, edit(fs.readFileSync(manifest, 'utf8')));
  return folder;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/**
 * Opens a folder in a workbench.
 *
 * vsix are packages to install, settings the user's. payload is given the prefix
 * of addresses of files and returns what the workbench does at its start, such
 * as to open a file, or with tests, to run those of an extension. trust: false asks for trust as VS Code does by default.
 */
export async function open({ folder, vsix = [], settings = {}, env = {}, payload = () => [], trust = true, tests = false }) {
  const home = scratch('workbench');
  const data = path.join(home, 'data');
  fs.writeFileSync(path.join(home, 'config.yaml'), 'auth: none\ncert: false\n');
  for (const scope of ['User', 'Machine']) { // paths of programs belong to a machine
    fs.mkdirSync(path.join(data, scope), { recursive: true });
    fs.writeFileSync(path.join(data, scope, 'settings.json'), JSON.stringify({ ...quiet, 'security.workspace.trust.enabled': !trust, ...settings }));
  }
  const where = ['--config', path.join(home, 'config.yaml'), '--user-data-dir', data, '--extensions-dir', path.join(home, 'extensions')];
  // Without a gallery nothing is looked up on the internet.
  const environment = { ...process.env, HOME: home, EXTENSIONS_GALLERY: '{}', PORTER_LS_HOME: path.join(home, 'porter-ls'), ...env };
  for (const name of ['PORT', 'VSCODE_IPC_HOOK_CLI', 'NODE_OPTIONS']) delete environment[name];

  for (const file of vsix) {
    const said = execFileSync(process.execPath, [entry, ...where, '--install-extension', file], { env: environment, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    if (!said.includes('successfully installed')) throw new Error(`installing ${file}: ${said}`);
  }

  const port = await freePort();
  const log = path.join(home, 'code-server.log');
  const out = fs.openSync(log, 'w');
  const server = spawn(process.execPath, [entry, ...where,
    '--bind-addr', `127.0.0.1:${port}`, '--auth', 'none', '--disable-telemetry', '--disable-update-check',
    '--disable-getting-started-override', '--disable-proxy',
    ...(trust ? ['--disable-workspace-trust'] : []),
    ...(tests ? ['--vscode-option', 'enable-smoke-test-driver'] : []), // lets the payload name an extension's tests, and shows no notifications
  ], { env: environment, stdio: ['ignore', out, out], detached: true });
  fs.closeSync(out);
  endWithUs(server);

  const w = { home, log, port, outside: new Set(), complaints: [] };
  let browser;
  w.close = async () => {
    await browser?.close();
    await end(server);
    fs.rmSync(home, { recursive: true, force: true, maxRetries: 10 });
  };
  try {
    await up(server, port, log);
    browser = await chromium.launchPersistentContext(path.join(home, 'chromium'), {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      headless: true,
      viewport: { width: 1280, height: 900 },
      args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update',
        '--disable-sync', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE *.localhost'],
    });
    w.page = browser.pages()[0] ?? await browser.newPage();
    w.page.on('request', (request) => {
      const { hostname, protocol } = new URL(request.url());
      if (/^(https?|wss?):$/.test(protocol) && hostname !== '127.0.0.1') w.outside.add(hostname);
    });
    w.page.on('console', (line) => { if (line.type() === 'error') w.complaints.push(line.text()); });
    const query = new URLSearchParams({ folder, payload: JSON.stringify(payload(`vscode-remote://127.0.0.1:${port}`)) });
    await w.page.goto(`http://127.0.0.1:${port}/?${query}`);
    await w.page.waitForSelector('.monaco-workbench', { timeout: 90_000 });
  } catch (error) {
    await w.close();
    throw error;
  }
  return w;
}

async function up(server, port, log) {
  const until = Date.now() + 60_000;
  for (;;) {
    if (await fetch(`http://127.0.0.1:${port}/healthz`).then((r) => r.ok, () => false)) return;
    if (server.exitCode !== null || Date.now() > until) throw new Error(`code-server does not start:\n${fs.readFileSync(log, 'utf8')}`);
    await pause(50);
  }
}

/** Lets code-server and all that it has started end with this process, also where that is told to end. */
function endWithUs(server) {
  process.once('exit', () => { try { process.kill(-server.pid, 'SIGKILL'); } catch { /* gone */ } });
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
}

/** Ends code-server and all that it has started. */
async function end(server) {
  const signal = (name) => { try { process.kill(-server.pid, name); } catch { /* gone */ } };
  const gone = new Promise((resolve) => { if (server.exitCode !== null || server.signalCode !== null) resolve(); else server.once('exit', resolve); });
  signal('SIGTERM');
  await Promise.race([gone, pause(5000, undefined, { ref: false })]);
  signal('SIGKILL');
}
