// Gives HCL files their language where their name does not tell it: schema.hcl
// may be Atlas's or another program's, and the server knows which.

import * as vscode from 'vscode';

import type { Connection } from './client';
import type { Settings } from './settings';

/** The languages that a file has which nobody knows more about. */
const general = ['plaintext', 'hcl'];

export function detectLanguages(connection: Connection, settings: Settings): vscode.Disposable {
  const given = new Set<string>(); // what the user changes back stays so
  const detect = async (document: vscode.TextDocument) => {
    const id = document.uri.toString();
    if (
      !settings.detectLanguage ||
      !connection.client.isRunning() ||
      document.uri.scheme !== 'file' ||
      !document.fileName.endsWith('.hcl') ||
      !general.includes(document.languageId) ||
      given.has(id)
    ) {
      return;
    }
    const textDocument = connection.client.code2ProtocolConverter.asTextDocumentIdentifier(document);
    const { language } = await connection.client.sendRequest<{ language: string }>('schemascope/language', { textDocument });
    if (language !== '' && !document.isClosed && !given.has(id)) {
      given.add(id);
      await vscode.languages.setTextDocumentLanguage(document, language);
    }
  };
  const detectAll = () => {
    for (const document of vscode.workspace.textDocuments) {
      detect(document).catch(() => undefined); // the server is being restarted: its start is told
    }
  };
  return vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument(detectAll),
    vscode.workspace.onDidSaveTextDocument(detectAll), // of atlas.hcl, which may now read more files
    connection.onDidStart(detectAll),
  );
}
