// The connection to the server.

import * as vscode from 'vscode';
import { LanguageClient, type LanguageClientOptions, RevealOutputChannelOn } from 'vscode-languageclient/node';

import { findServer, ServerMissing, startServer } from './server';

/** What the server is told when it starts (README.md, "In an editor"). */
interface InitializationOptions {
  trusted: boolean;
}

/**
 * Makes the client. It is not started yet; each start looks for the server anew,
 * because settings may have changed.
 */
export function createClient(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): LanguageClient {
  const options: LanguageClientOptions = {
    // By path, not by language: other extensions may own the language of a file.
    documentSelector: [
      { scheme: 'file', pattern: '**/*.hcl' },
      { scheme: 'file', pattern: '**/*.sql' },
    ],
    outputChannel: log,
    traceOutputChannel: vscode.window.createOutputChannel('Schemascope Trace', { log: true }),
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: (): InitializationOptions => ({ trusted: vscode.workspace.isTrusted }),
  };
  const start = async () => {
    const file = await findServer(context.extensionUri);
    log.info(`starting ${file}`);
    return startServer(file);
  };
  return new LanguageClient('schemascope', 'Schemascope', start, options);
}

/** Starts the client, or says why it cannot be started and what to do. */
export async function start(context: vscode.ExtensionContext, client: LanguageClient): Promise<void> {
  try {
    await findServer(context.extensionUri);
    await client.start();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    client.error(message, undefined, false);
    if (error instanceof ServerMissing) {
      void offerToMend(message);
    }
  }
}

async function offerToMend(message: string): Promise<void> {
  const settings = 'Open Settings';
  const guide = 'How to Install';
  switch (await vscode.window.showErrorMessage(message, settings, guide)) {
    case settings:
      await vscode.commands.executeCommand('workbench.action.openSettings', 'schemascope.path');
      break;
    case guide:
      await vscode.env.openExternal(vscode.Uri.parse('https://github.com/schemascope/schemascope#install'));
      break;
  }
}
