// When to start the server: the extension is activated in every folder with an HCL
// file, which may be a project of Terraform's that has nothing for it to do.

import * as vscode from 'vscode';

import type { Connection } from './client';
import { isGeneral, mayBeAtlas } from './languages';

/**
 * Starts the server once there is something for it: a project, an open file of one
 * of the languages or SQL, or an open HCL file that is Atlas's by its content.
 * Commands start it, too.
 */
export function startWhenWanted(connection: Connection, languages: readonly string[], log: vscode.LogOutputChannel): vscode.Disposable {
  const wants = (document: vscode.TextDocument) =>
    ['file', 'untitled'].includes(document.uri.scheme) &&
    (languages.includes(document.languageId) ||
      document.languageId === 'sql' ||
      document.fileName.endsWith('.sql') ||
      (isGeneral(document) && mayBeAtlas(document.getText())));
  const look = (document: vscode.TextDocument) => {
    if (!connection.wanted && wants(document)) {
      void connection.start();
    }
  };
  const findProject = async () => {
    const projects = await vscode.workspace.findFiles('**/atlas.hcl', '**/node_modules/**', 1);
    if (projects.length > 0) {
      await connection.start();
    } else if (!connection.wanted) {
      log.info('nothing of Atlas and no SQL is here yet: the server is not started');
    }
  };
  vscode.workspace.textDocuments.forEach(look);
  if (!connection.wanted) {
    void findProject();
  }
  return vscode.Disposable.from(
    vscode.workspace.onDidOpenTextDocument(look),
    vscode.workspace.onDidSaveTextDocument(look),
    vscode.workspace.onDidChangeWorkspaceFolders(() => {
      if (!connection.wanted) {
        void findProject();
      }
    }),
  );
}
