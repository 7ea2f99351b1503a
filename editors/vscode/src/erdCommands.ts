// The commands that show and export diagrams, and the panels that are open.

import * as vscode from 'vscode';
import { State } from 'vscode-languageclient/node';

import type { Connection } from './client';
import { chooseFormat, saveText } from './erdExport';
import type { Asked } from './erdMessages';
import { DiagramPanel } from './erdPanel';
import { elementAt, messageOf } from './erdRequests';

const viewType = 'schemascope.erd';

/** Registers what shows, restores and exports diagrams; each starts the server. */
export function registerDiagram(connection: Connection, extension: vscode.Uri): vscode.Disposable {
  const { client } = connection;
  const open = new Map<vscode.WebviewPanel, DiagramPanel>();
  const adopt = (panel: vscode.WebviewPanel, asked: Asked) => {
    void connection.start(); // the panel tells of it, and draws once it runs
    const diagram = new DiagramPanel(panel, client, extension, asked);
    open.set(panel, diagram);
    panel.onDidDispose(() => open.delete(panel));
    return diagram;
  };
  const current = () => [...open.values()].find((diagram) => diagram.active) ?? [...open.values()][0];
  const show = (asked: Asked) => {
    const diagram = current();
    if (diagram) {
      diagram.show(asked);
      return diagram;
    }
    return adopt(vscode.window.createWebviewPanel(viewType, 'ERD', vscode.ViewColumn.Beside), asked);
  };
  const of = (uri: vscode.Uri | undefined): Asked => (uri ? { textDocument: { uri: client.code2ProtocolConverter.asUri(uri) } } : {});
  const here = () => of(vscode.window.activeTextEditor?.document.uri);
  const report = (error: unknown) => {
    void vscode.window.showErrorMessage(messageOf(error));
  };

  return vscode.Disposable.from(
    // A menu gives the file that it is of.
    vscode.commands.registerCommand('schemascope.showERD', async (file?: vscode.Uri) => {
      if (file && !vscode.workspace.textDocuments.some((document) => document.uri.toString() === file.toString())) {
        // The server knows a file that no project names as long as it is open.
        await vscode.window.showTextDocument(file, { viewColumn: vscode.ViewColumn.One });
      }
      show(file ? of(file) : here());
    }),
    vscode.commands.registerCommand('schemascope.showTableInERD', async () => {
      const editor = vscode.window.activeTextEditor;
      if (!editor) {
        void vscode.window.showInformationMessage('Put the cursor into a table first.');
        return;
      }
      try {
        await connection.start();
        const at = await elementAt(client, editor.document, editor.selection.active);
        if (!at?.table) {
          void vscode.window.showInformationMessage('There is no table at the cursor.');
          return;
        }
        const focus = at.schema === '' ? at.table : `${at.schema}.${at.table}`;
        show({ ...here(), env: at.env, root: at.root, focus, depth: 1 });
      } catch (error) {
        report(error);
      }
    }),
    vscode.commands.registerCommand('schemascope.exportERD', async () => {
      const format = await chooseFormat();
      if (!format) {
        return;
      }
      try {
        await connection.start();
        const shown = current();
        const asked = shown?.active ? shown.asked : here();
        if (format === 'png') {
          await (shown?.active ? shown : show(asked)).save('png');
        } else {
          await saveText(client, asked, format);
        }
      } catch (error) {
        report(error);
      }
    }),
    vscode.window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel(panel, state) {
        adopt(panel, askedOf(state));
        return Promise.resolve();
      },
    }),
    client.onNotification('schemascope/erdChanged', () => {
      for (const diagram of open.values()) {
        diagram.refresh();
      }
    }),
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) {
        for (const diagram of open.values()) {
          diagram.refresh();
        }
      }
    }),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
      for (const diagram of open.values()) {
        diagram.follow(textEditor);
      }
    }),
  );
}

/** What a page that was restored had asked for. Its state may be of another version. */
function askedOf(state: unknown): Asked {
  const asked = typeof state === 'object' && state !== null && 'asked' in state ? state.asked : undefined;
  return typeof asked === 'object' && asked !== null ? asked : {};
}
