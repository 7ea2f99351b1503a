// The diagram's panel.

import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

/** What schemascope/viewERD answers, as far as it is used here. */
interface Diagram {
  svg: string;
  title: string;
}

/** Registers the commands that show a diagram. client need not run yet. */
export function registerDiagram(context: vscode.ExtensionContext, client: LanguageClient): void {
  let panel: vscode.WebviewPanel | undefined;
  context.subscriptions.push(
    vscode.commands.registerCommand('schemascope.showERD', async () => {
      const document = vscode.window.activeTextEditor?.document;
      const textDocument = document && client.code2ProtocolConverter.asTextDocumentIdentifier(document);
      try {
        const diagram = await client.sendRequest<Diagram>('schemascope/viewERD', { textDocument });
        panel ??= vscode.window.createWebviewPanel('schemascope.erd', 'ERD', vscode.ViewColumn.Beside, {
          localResourceRoots: [],
        });
        panel.onDidDispose(() => {
          panel = undefined;
        });
        panel.title = diagram.title;
        panel.webview.html = page(diagram.svg);
        panel.reveal();
      } catch (error) {
        void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
      }
    }),
  );
}

/** A page that shows the picture and can load and run nothing. */
function page(svg: string): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  return `<!DOCTYPE html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"></head><body>${svg}</body></html>`;
}
