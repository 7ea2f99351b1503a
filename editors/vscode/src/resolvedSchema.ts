// The resolved schema as a document that nobody can edit: what all the files of
// an environment come to.

import * as vscode from 'vscode';

import type { Connection } from './client';

const scheme = 'schemascope';
const formats = [
  { label: 'SQL', format: 'sql' },
  { label: 'HCL', format: 'hcl' },
  { label: 'JSON', format: 'json' },
] as const;

/** What schemascope/inspect takes and answers (README.md, "In an editor"). */
interface Asked {
  textDocument?: { uri: string };
  env?: string;
  format: string;
}
interface Inspected {
  text: string;
  title: string;
}

export function registerResolvedSchema(connection: Connection): vscode.Disposable {
  const changes = new vscode.EventEmitter<vscode.Uri>();
  const inspect = (asked: Asked) => connection.client.sendRequest<Inspected>('schemascope/inspect', asked);
  const show = async () => {
    const choice = await vscode.window.showQuickPick(formats, { placeHolder: 'How to write the resolved schema' });
    if (!choice) {
      return;
    }
    const document = vscode.window.activeTextEditor?.document;
    const asked: Asked = { format: choice.format };
    if (document && document.uri.scheme !== scheme) {
      asked.textDocument = connection.client.code2ProtocolConverter.asTextDocumentIdentifier(document);
    }
    try {
      await connection.start();
      const { title } = await inspect(asked);
      const uri = vscode.Uri.from({ scheme, path: `/${title}.${choice.format}`, query: JSON.stringify(asked) });
      const opened = await vscode.workspace.openTextDocument(uri);
      if (choice.format === 'hcl') {
        await vscode.languages.setTextDocumentLanguage(opened, 'atlas-schema');
      }
      await vscode.window.showTextDocument(opened, { viewColumn: vscode.ViewColumn.Beside, preview: true });
    } catch (error) {
      void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
    }
  };
  return vscode.Disposable.from(
    changes,
    vscode.commands.registerCommand('schemascope.showResolvedSchema', show),
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changes.event,
      provideTextDocumentContent: async (uri) => (await inspect(JSON.parse(uri.query) as Asked)).text,
    }),
    connection.onDidPublish(() => {
      for (const { document } of vscode.window.visibleTextEditors) {
        if (document.uri.scheme === scheme) {
          changes.fire(document.uri);
        }
      }
    }),
  );
}
