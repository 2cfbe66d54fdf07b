// The server's commands, as lenses, code actions and the palette call them.

import * as path from 'node:path';
import * as vscode from 'vscode';
import { ExecuteCommandRequest, LanguageClient, LSPErrorCodes, ResponseError, WorkDoneProgress } from 'vscode-languageclient/node';

/** What a verb answers with. */
interface Executed {
  message: string;
  text: string;
}

/** What is over sooner than this, in milliseconds, shows no progress. */
const patience = 300;

let tokens = 0;

/**
 * Runs a command of the server's, with its progress in a notification that can
 * cancel it. What came of it, and what went wrong, the server shows itself.
 *
 * Without arguments, as from the palette, a command is about the manifest in the
 * active editor. What is unsaved of its bundle is saved before, because commands
 * read the disk.
 */
export async function execute(client: LanguageClient, output: vscode.OutputChannel, command: string, args: unknown[]): Promise<unknown> {
  const given = aboutManifest(args) ?? aboutActive(client);
  const manifest = (given[0] as { uri?: unknown } | undefined)?.uri;
  if (typeof manifest === 'string') await saveBundle(client.protocol2CodeConverter.asUri(manifest));

  const cancelled = new vscode.CancellationTokenSource();
  const workDoneToken = `porter-ls-vscode-${++tokens}`;
  const progress = new Progress(cancelled);
  const listening = client.onProgress(WorkDoneProgress.type, workDoneToken, (value) => {
    if (value.kind === 'begin') progress.begin(value.title);
    if (value.kind !== 'end') progress.report(value.message, value.percentage);
  });
  try {
    const answer: Executed | null = await client.sendRequest(ExecuteCommandRequest.type, { command, arguments: given, workDoneToken }, cancelled.token);
    if (answer?.text) output.appendLine(answer.text.trimEnd());
    return answer;
  } catch (error) {
    if (!(error instanceof ResponseError)) throw error; // the connection is gone
    if (error.code !== LSPErrorCodes.RequestCancelled) output.appendLine(`${command}: ${error.message}`);
    return undefined;
  } finally {
    listening.dispose();
    progress.end();
    cancelled.dispose();
  }
}

/** The arguments, unless they are none or what a menu of the editor passes. */
function aboutManifest(args: unknown[]): unknown[] | undefined {
  const [first] = args;
  if (first === undefined || first instanceof vscode.Uri) return undefined;
  return args;
}

function aboutActive(client: LanguageClient): unknown[] {
  const document = vscode.window.activeTextEditor?.document;
  if (document?.languageId !== 'porter') return [];
  return [{ uri: client.code2ProtocolConverter.asUri(document.uri) }];
}

async function saveBundle(manifest: vscode.Uri): Promise<void> {
  const folder = path.dirname(manifest.fsPath) + path.sep;
  for (const document of vscode.workspace.textDocuments) {
    if (document.isDirty && document.uri.scheme === 'file' && document.uri.fsPath.startsWith(folder)) await document.save();
  }
}

/** A notification with a bar and a cancel button, once there is patience no more. */
class Progress {
  private title = '';
  private message: string | undefined;
  private percentage = 0;
  private shown = 0; // percent
  private ended = false;
  private sink: vscode.Progress<{ message?: string; increment?: number }> | undefined;
  private finish: (() => void) | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly cancelled: vscode.CancellationTokenSource) {}

  begin(title: string): void {
    this.title = title;
    this.timer ??= setTimeout(() => this.show(), patience);
  }

  report(message: string | undefined, percentage: number | undefined): void {
    this.message = message ?? this.message;
    this.percentage = Math.max(this.percentage, Math.min(percentage ?? 0, 100));
    this.sink?.report({ message: this.message, increment: this.percentage - this.shown });
    if (this.sink) this.shown = this.percentage;
  }

  end(): void {
    this.ended = true;
    clearTimeout(this.timer);
    this.finish?.();
  }

  private show(): void {
    const options = { location: vscode.ProgressLocation.Notification, title: this.title, cancellable: true };
    void vscode.window.withProgress(options, (sink, token) => {
      if (this.ended) return Promise.resolve();
      this.sink = sink;
      token.onCancellationRequested(() => this.cancelled.cancel());
      this.report(undefined, undefined);
      return new Promise<void>((resolve) => { this.finish = resolve; });
    });
  }
}
