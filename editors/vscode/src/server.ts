// The language server's process, from its start to its end.

import * as fs from 'node:fs';
import * as os from 'node:os';
import * as vscode from 'vscode';
import { LanguageClient, RevealOutputChannelOn, State } from 'vscode-languageclient/node';
import { execute } from './execute';
import { find } from './find';
import { Status } from './status';

/**
 * What the server is told of. Manifests are ours; sets and installations are
 * YAML or JSON that say what they are, so the server sees all of those and is
 * silent about others'. Scripts and Dockerfiles are read with the manifest that
 * uses them, as they are in the editor.
 */
const documents = ['porter', 'yaml', 'json', 'shellscript', 'dockerfile'].flatMap((language) =>
  (language === 'porter' ? ['file', 'untitled'] : ['file']).map((scheme) => ({ scheme, language })),
);

/** The one server of a window. */
export class Server implements vscode.Disposable {
  private client: LanguageClient | undefined;
  private turn: Promise<void> = Promise.resolve(); // starts and stops, one after the other

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly output: vscode.OutputChannel,
    private readonly status: Status,
  ) {}

  /** Starts the server; where one runs, that one ends first. Never rejects. */
  start(): Promise<void> {
    this.turn = this.turn.then(async () => {
      await this.end();
      await this.begin();
    });
    return this.turn;
  }

  stop(): Promise<void> {
    this.turn = this.turn.then(() => this.end());
    return this.turn;
  }

  /** Tells the server that the user trusts the workspace now. */
  async trust(): Promise<void> {
    if (this.client?.state === State.Running) {
      await this.client.sendNotification('porter-ls/didChangeTrust', { trusted: true });
    }
  }

  get running(): LanguageClient | undefined {
    return this.client?.state === State.Running ? this.client : undefined;
  }

  dispose(): void {
    void this.stop();
  }

  private async begin(): Promise<void> {
    const settings = vscode.workspace.getConfiguration('porter-ls');
    const found = find(settings.get('path', ''), this.context.extensionPath, {
      windows: process.platform === 'win32',
      home: os.homedir(),
      path: process.env.PATH ?? '',
      isProgram,
    });
    if ('problem' in found) {
      this.fail(found.problem);
      return;
    }
    this.status.starting(found.program);
    const client = this.newClient(found.program);
    this.client = client;
    try {
      await client.start();
    } catch (error) {
      this.client = undefined;
      this.fail(`${found.program} does not start: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  private newClient(command: string): LanguageClient {
    const client: LanguageClient = new LanguageClient(
      'porter-ls',
      'Porter',
      { command, args: ['serve'] },
      {
        documentSelector: documents,
        outputChannel: this.output,
        // The server shows what a user must know; the rest is in the output.
        revealOutputChannelOn: RevealOutputChannelOn.Never,
        initializationOptions: () => ({ trusted: vscode.workspace.isTrusted }),
        synchronize: { configurationSection: 'porter-ls' },
        middleware: {
          executeCommand: (name, args) => execute(client, this.output, name, args),
        },
      },
    );
    client.registerFeature({
      // The server's lenses call what the editor says it has.
      fillClientCapabilities: (capabilities) => {
        capabilities.experimental = { ...capabilities.experimental, commands: { commands: ['porter-ls.showReferences'] } };
      },
      initialize: () => {},
      getState: () => ({ kind: 'static' }),
      clear: () => {},
    });
    client.onDidChangeState(({ newState }) => {
      if (client !== this.client) return;
      switch (newState) {
        case State.Running:
          this.status.running(client.initializeResult?.serverInfo?.version);
          break;
        case State.Starting:
          this.status.starting(command);
          break;
        case State.Stopped:
          this.status.stopped('The language server has ended.');
      }
    });
    return client;
  }

  private async end(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    this.status.stopped('The language server was stopped.');
    try {
      await client?.dispose();
    } catch (error) { // it had crashed, or does not answer
      this.output.appendLine(`ending the server: ${String(error)}`);
    }
  }

  /** Says why there is no server, and what can be done about it. */
  private fail(problem: string): void {
    this.status.stopped(problem);
    this.output.appendLine(problem);
    const settings = 'Open Settings', again = 'Try Again';
    void vscode.window
      .showErrorMessage(`${problem} Install porter-ls, or say in porter-ls.path where it is.`, settings, again)
      .then((choice) => {
        if (choice === settings) void vscode.commands.executeCommand('workbench.action.openSettings', 'porter-ls.path');
        if (choice === again) void this.start();
      });
  }
}

function isProgram(file: string): boolean {
  try {
    if (!fs.statSync(file).isFile()) return false;
    fs.accessSync(file, fs.constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
