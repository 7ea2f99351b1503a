// Diagrams as files.

import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

import type { Asked, TextFormat } from './erdMessages';
import { exportText } from './erdRequests';

export type Format = TextFormat | 'png';

interface Kind extends vscode.QuickPickItem {
  format: Format;
  ending: string;
}

const kinds: Kind[] = [
  { label: 'SVG', format: 'svg', ending: 'svg', detail: 'A picture that scales, in the colours its viewer prefers' },
  { label: 'PNG', format: 'png', ending: 'png', detail: 'A picture of pixels, as the panel shows it' },
  { label: 'Mermaid', format: 'mermaid', ending: 'mmd', detail: 'Text, for Markdown' },
  { label: 'DBML', format: 'dbml', ending: 'dbml', detail: 'Text, for dbdiagram.io and its like' },
  { label: 'HTML', format: 'html', ending: 'html', detail: 'A page of its own, to explore in a browser' },
  { label: 'Graphviz', format: 'dot', ending: 'dot', detail: 'Text, to be laid out by dot' },
];

/** Asks for a format. */
export async function chooseFormat(): Promise<Format | undefined> {
  return (await vscode.window.showQuickPick(kinds, { title: 'Export ERD', placeHolder: 'Format' }))?.format;
}

/** Asks where to save a diagram, at first beside its project, and saves it there. */
export async function saveDiagram(title: string, root: vscode.Uri | undefined, format: Format, bytes: Uint8Array): Promise<void> {
  const kind = kinds.find((k) => k.format === format);
  const ending = kind?.ending ?? format;
  const name = `${title.replace(/[^\p{L}\p{N}_-]+/gu, '-').replace(/^-+|-+$/g, '').slice(0, 80) || 'erd'}.${ending}`;
  const folder = root ?? vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({
    title: 'Export ERD',
    filters: { [kind?.label ?? format]: [ending] },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
  });
  if (!target) {
    return;
  }
  await vscode.workspace.fs.writeFile(target, bytes);
  const open = 'Open';
  const base = target.path.slice(target.path.lastIndexOf('/') + 1);
  if ((await vscode.window.showInformationMessage(`The diagram is saved as ${base}.`, open)) === open) {
    await vscode.commands.executeCommand('vscode.open', target);
  }
}

/** Saves a diagram in a format that the server writes. */
export async function saveText(client: LanguageClient, asked: Asked, format: TextFormat): Promise<void> {
  const { text, title } = await exportText(client, asked, format);
  const root = asked.root === undefined ? undefined : client.protocol2CodeConverter.asUri(asked.root);
  await saveDiagram(title, root, format, new TextEncoder().encode(text));
}
