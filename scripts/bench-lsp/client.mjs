// An editor as a language server on standard input and output meets one, with
// the time of every answer.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

export const uriOf = (file) => pathToFileURL(file).href;

const can = {
  general: { positionEncodings: ['utf-16'] },
  window: { workDoneProgress: true },
  workspace: { configuration: true, workspaceFolders: true, didChangeConfiguration: { dynamicRegistration: true }, didChangeWatchedFiles: { dynamicRegistration: true } },
  textDocument: {
    synchronization: { didSave: true },
    publishDiagnostics: { versionSupport: true, relatedInformation: true, codeDescriptionSupport: true },
    completion: {
      contextSupport: true,
      completionItem: { snippetSupport: true, insertReplaceSupport: true, labelDetailsSupport: true, documentationFormat: ['markdown'], resolveSupport: { properties: ['documentation', 'detail'] } },
    },
    hover: { contentFormat: ['markdown'] },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'source'] } } },
  },
};

/** One running server. settings answers what it asks for, by section. */
export class Client {
  #pending = new Map();
  #waiting = new Set();
  #parts = [];
  #size = 0; // of all parts
  #body = -1; // length of the message that has begun, -1 where its header is awaited
  #ids = 0;

  constructor({ name, argv, settings }, folder) {
    this.name = name;
    this.folder = folder;
    this.settings = settings;
    this.spawned = performance.now();
    this.process = spawn(argv[0], argv.slice(1), { cwd: folder, stdio: ['pipe', 'pipe', 'ignore'] });
    this.gone = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.once('error', (error) => this.#fail(error));
    this.process.once('exit', (code) => this.#fail(new Error(`${this.name} ended with ${code}`)));
    this.process.stdin.on('error', () => {}); // said by exit
    this.process.stdout.on('data', (chunk) => this.#read(chunk));
  }

  /** Says hello and returns the time from the start of the process to the answer. */
  async begin() {
    const folder = { uri: uriOf(this.folder), name: 'bench' };
    const { at, result } = await this.request('initialize', { processId: process.pid, rootUri: folder.uri, workspaceFolders: [folder], capabilities: can });
    this.capabilities = result.capabilities;
    this.notify('initialized', {});
    this.notify('workspace/didChangeConfiguration', { settings: this.settings });
    return at - this.spawned;
  }

  /** Asks and returns the result, when it came and how long it took. */
  request(method, params, limit = 120_000) {
    const id = ++this.#ids, sent = performance.now();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => { this.#pending.delete(id); reject(new Error(`${this.name} does not answer ${method} in ${limit} ms`)); }, limit);
      this.#pending.set(id, (message, at) => {
        clearTimeout(timer);
        if (message instanceof Error) reject(message);
        else if (message.error) reject(new Error(`${this.name}: ${method}: ${message.error.message}`));
        else resolve({ result: message.result, at, took: at - sent });
      });
      this.#send({ id, method, params });
    });
  }

  notify(method, params) {
    this.#send({ method, params });
  }

  /** Waits for diagnostics that fit, and returns them with the time at which they came. */
  diagnostics(fit, limit = 120_000) {
    return new Promise((resolve, reject) => {
      const waiter = (got) => {
        if (!(got instanceof Error) && !fit(got)) return;
        clearTimeout(timer);
        this.#waiting.delete(waiter);
        if (got instanceof Error) reject(got);
        else resolve(got);
      };
      const timer = setTimeout(() => { this.#waiting.delete(waiter); reject(new Error(`${this.name} has no such diagnostics in ${limit} ms`)); }, limit);
      this.#waiting.add(waiter);
    });
  }

  /** The most memory that the process has had, with those it has started, in MiB. */
  peak() {
    const kib = (pid) => {
      try {
        const own = Number(/^VmHWM:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
        const children = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
        return children.reduce((sum, child) => sum + kib(child), own);
      } catch { return 0; } // it has ended
    };
    return kib(this.process.pid) / 1024;
  }

  async end() {
    try {
      await this.request('shutdown', undefined, 10_000);
      this.notify('exit');
    } catch { /* killed below */ }
    await Promise.race([this.gone, pause(3000, undefined, { ref: false })]);
    this.process.kill('SIGKILL');
  }

  #send(message) {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    this.process.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
    this.process.stdin.write(body);
  }

  #read(chunk) {
    this.#parts.push(chunk);
    this.#size += chunk.length;
    for (;;) {
      if (this.#body < 0) {
        const all = this.#all(), end = all.indexOf('\r\n\r\n');
        if (end < 0) return;
        this.#body = Number(/content-length: *(\d+)/i.exec(all.toString('latin1', 0, end))[1]);
        this.#keep(all.subarray(end + 4));
      }
      if (this.#size < this.#body) return;
      const at = performance.now(), all = this.#all();
      const message = JSON.parse(all.toString('utf8', 0, this.#body));
      this.#keep(all.subarray(this.#body));
      this.#body = -1;
      this.#take(message, at);
    }
  }

  #all() {
    return this.#parts.length === 1 ? this.#parts[0] : Buffer.concat(this.#parts);
  }

  #keep(rest) {
    this.#parts = [rest];
    this.#size = rest.length;
  }

  #take(message, at) {
    if (message.method === 'workspace/configuration') {
      this.#send({ id: message.id, result: message.params.items.map(({ section }) => this.settings[section] ?? null) });
    } else if (message.method && message.id !== undefined) {
      this.#send({ id: message.id, result: null });
    } else if (message.method === 'textDocument/publishDiagnostics') {
      for (const waiter of [...this.#waiting]) waiter({ ...message.params, at });
    } else if (this.#pending.has(message.id)) {
      const answer = this.#pending.get(message.id);
      this.#pending.delete(message.id);
      answer(message, at);
    }
  }

  #fail(error) {
    for (const answer of this.#pending.values()) answer(error);
    this.#pending.clear();
    for (const waiter of [...this.#waiting]) waiter(error);
  }
}
