// What the editor shows of the server's state.

import * as vscode from 'vscode';

/** The entry in the language status of manifests, and the context key porter-ls.running. */
export class Status implements vscode.Disposable {
  private readonly item: vscode.LanguageStatusItem;

  constructor() {
    this.item = vscode.languages.createLanguageStatusItem('porter-ls.status', { language: 'porter' });
    this.item.name = 'Porter';
    this.stopped('The language server was not started.');
  }

  starting(program: string): void {
    this.show('porter-ls starts', program, vscode.LanguageStatusSeverity.Information, true);
    this.item.command = { command: 'porter-ls.showOutput', title: 'Output' };
  }

  running(version: string | undefined): void {
    this.show(`porter-ls ${version ?? ''}`.trim(), '', vscode.LanguageStatusSeverity.Information);
    this.item.command = { command: 'porter-ls.showOutput', title: 'Output' };
    void vscode.commands.executeCommand('setContext', 'porter-ls.running', true);
  }

  stopped(why: string): void {
    this.show('porter-ls does not run', why, vscode.LanguageStatusSeverity.Error);
    this.item.command = { command: 'porter-ls.restartServer', title: 'Start' };
    void vscode.commands.executeCommand('setContext', 'porter-ls.running', false);
  }

  dispose(): void {
    this.item.dispose();
  }

  private show(text: string, detail: string, severity: vscode.LanguageStatusSeverity, busy = false): void {
    this.item.text = text;
    this.item.detail = detail;
    this.item.severity = severity;
    this.item.busy = busy;
  }
}
