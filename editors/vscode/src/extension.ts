// The extension's entry: it connects what the other files do.

import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

import { createClient, start } from './client';
import { registerDiagram } from './erdPanel';

let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel('Schemascope', { log: true });
  const server = createClient(context, log);
  client = server;
  context.subscriptions.push(
    log,
    vscode.commands.registerCommand('schemascope.showOutput', () => {
      log.show();
    }),
    vscode.commands.registerCommand('schemascope.restartServer', async () => {
      await server.stop();
      await start(context, server);
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      if (server.isRunning()) {
        void server.sendNotification('schemascope/didChangeTrust', { trusted: true });
      }
    }),
  );
  registerDiagram(context, server);
  await start(context, server);
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}
