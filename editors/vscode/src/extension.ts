// The extension's entry: it connects what the other files do.

import * as vscode from 'vscode';

import { tellOfAtlasExtension } from './atlasExtension';
import { Connection } from './client';
import { chooseEnv, EnvironmentStatus } from './environments';
import { registerDiagram } from './erdCommands';
import { detectLanguages } from './languages';
import { registerResolvedSchema } from './resolvedSchema';
import { Settings } from './settings';
import { startWhenWanted } from './start';

let connection: Connection | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const begin = performance.now();
  const manifest = context.extension.packageJSON as { contributes: { languages: { id: string }[] } };
  const languages = manifest.contributes.languages.map((language) => language.id);
  const log = vscode.window.createOutputChannel('Schemascope', { log: true });
  const settings = new Settings(context.workspaceState);
  const server = new Connection(context.extensionUri, settings, log, languages);
  connection = server;
  const reconsider = () => {
    void server.reconsider();
  };
  context.subscriptions.push(
    log,
    server,
    vscode.commands.registerCommand('schemascope.showOutput', () => {
      log.show();
    }),
    vscode.commands.registerCommand('schemascope.restartServer', () => server.restart()),
    vscode.commands.registerCommand('schemascope.chooseEnv', async () => {
      await server.start();
      if (await chooseEnv(server, settings)) {
        await server.restart();
      }
    }),
    server.onDidStart((hindrance) => {
      void vscode.commands.executeCommand('setContext', 'schemascope.running', hindrance === undefined);
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(reconsider),
    vscode.workspace.onDidChangeConfiguration(reconsider),
    new EnvironmentStatus(server, settings, languages),
    detectLanguages(server, settings),
    registerResolvedSchema(server),
    registerDiagram(server, context.extensionUri),
    startWhenWanted(server, languages, log),
    tellOfAtlasExtension(context.globalState, languages),
  );
  log.info(`activated in ${(performance.now() - begin).toFixed(0)} ms`);
}

export async function deactivate(): Promise<void> {
  await connection?.stop();
}
