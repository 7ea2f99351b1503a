// Gives HCL files their language where their name does not tell it: schema.hcl
// may be Atlas's or another program's, and the server knows which.

import * as vscode from 'vscode';

import type { Connection } from './client';
import type { Settings } from './settings';

/** The languages that a file has which nobody knows more about. */
const general = ['plaintext', 'hcl'];

/** The blocks at the top of a file that make it Atlas's to the server. */
const blocks =
  'aggregate annotation atlas cast check collation composite dictionary diff docker domain enum env event_trigger exporter ' +
  'extension foreign_table function hook lint materialized partition partition_function partition_scheme permission policy ' +
  'predicate procedure range role schema script sequence server synonym table trigger type_alias type_table user user_mapping view';
const head = new RegExp(`^(?:${blocks.replaceAll(' ', '|')})[ \\t]*["{]`, 'm');

/** Whether a text is worth to ask the server about, which has the last word. */
export function mayBeAtlas(text: string): boolean {
  return head.test(text);
}

/** Whether a document is HCL of which nothing more is known. */
export function isGeneral(document: vscode.TextDocument): boolean {
  return document.uri.scheme === 'file' && document.fileName.endsWith('.hcl') && general.includes(document.languageId);
}

export function detectLanguages(connection: Connection, settings: Settings): vscode.Disposable {
  const given = new Set<string>(); // what the user changes back stays so
  const detect = async (document: vscode.TextDocument) => {
    const id = document.uri.toString();
    if (
      !settings.detectLanguage ||
      !connection.client.isRunning() ||
      !isGeneral(document) ||
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
