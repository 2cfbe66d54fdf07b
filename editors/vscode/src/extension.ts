// Starts porter-ls for Porter bundles. What it knows it has from the server;
// here is only what an editor must do itself.

import * as vscode from 'vscode';
import { Location, Position } from 'vscode-languageclient/node';
import { Server } from './server';
import { Status } from './status';

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = vscode.window.createOutputChannel('Porter');
  const status = new Status();
  const started = new Server(context, output, status);
  server = started;
  context.subscriptions.push(
    output,
    status,
    vscode.commands.registerCommand('porter-ls.restartServer', () => started.start()),
    vscode.commands.registerCommand('porter-ls.showOutput', () => output.show(true)),
    vscode.commands.registerCommand('porter-ls.showReferences', (uri, position, locations) => showReferences(started, uri, position, locations)),
    vscode.workspace.onDidGrantWorkspaceTrust(() => started.trust()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('porter-ls.path')) void started.start();
    }),
  );
  await started.start();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}

/** Opens the list of references that a lens has counted, all in the protocol's form. */
async function showReferences(server: Server, uri: string, position: Position, locations: Location[]): Promise<void> {
  const convert = server.running?.protocol2CodeConverter;
  if (!convert) return;
  await vscode.commands.executeCommand(
    'editor.action.showReferences', convert.asUri(uri), convert.asPosition(position), locations.map(convert.asLocation));
}
