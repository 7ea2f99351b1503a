// The diagram's panel: it asks the server, and speaks with the page in it.

import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { type LanguageClient, type Location, LSPErrorCodes, ResponseError, State } from 'vscode-languageclient/node';

import { chooseFormat, type Format, saveDiagram } from './erdExport';
import type { Asked, Element, Environment, FromPage, ToPage } from './erdMessages';

const viewType = 'schemascope.erd';

/** What schemascope/viewERD answers, as far as it is used here (docs/erd.md). */
interface Diagram {
  svg: string;
  title: string;
  env: string;
  root: string;
  environments: Environment[];
  schemas: string[];
}

/** Registers what shows, restores and exports diagrams. client need not run yet. */
export function registerDiagram(context: vscode.ExtensionContext, client: LanguageClient): void {
  const open = new Map<vscode.WebviewPanel, DiagramPanel>();
  const adopt = (panel: vscode.WebviewPanel, asked: Asked) => {
    const diagram = new DiagramPanel(panel, client, context.extensionUri, asked);
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
  const here = (): Asked => {
    const document = vscode.window.activeTextEditor?.document;
    return document ? { textDocument: client.code2ProtocolConverter.asTextDocumentIdentifier(document) } : {};
  };
  const report = (error: unknown) => {
    void vscode.window.showErrorMessage(messageOf(error));
  };

  context.subscriptions.push(
    vscode.commands.registerCommand('schemascope.showERD', () => {
      show(here());
    }),
    vscode.commands.registerCommand('schemascope.showTableInERD', async () => {
      const editor = vscode.window.activeTextEditor;
      if (!editor) {
        void vscode.window.showInformationMessage('Put the cursor into a table first.');
        return;
      }
      try {
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
        const shown = current();
        const asked = shown?.active ? shown.asked : here();
        if (format === 'png') {
          await (shown?.active ? shown : show(asked)).save('png');
        } else {
          await exportText(client, asked, format);
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

/** One panel. What it shows is asked for anew whenever it has changed and can be seen. */
class DiagramPanel {
  private drawn: Diagram | undefined;
  private answer: ToPage | undefined;
  private ready = false; // the page listens
  private stale = true; // what it shows, if anything, is not what was asked for or is old
  private asking = 0; // the number of the newest request
  private editor: vscode.TextEditor | undefined; // whose cursor is to be shown
  private locating = false;
  private readonly waiting: ((shown: boolean) => void)[] = []; // for the page to show a picture

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly client: LanguageClient,
    private readonly extension: vscode.Uri,
    public asked: Asked,
  ) {
    const dist = vscode.Uri.joinPath(extension, 'dist');
    panel.webview.options = { enableScripts: true, localResourceRoots: [dist] };
    panel.webview.onDidReceiveMessage((message: FromPage) => {
      this.receive(message).catch((error: unknown) => {
        void vscode.window.showErrorMessage(messageOf(error));
      });
    });
    panel.onDidChangeViewState(() => {
      if (panel.visible) {
        void this.ask();
      } else {
        this.ready = false; // a page that is hidden is unloaded
      }
    });
    panel.webview.html = this.html();
    void this.ask();
  }

  get active(): boolean {
    return this.panel.active;
  }

  /** Shows something else. */
  show(asked: Asked): void {
    this.asked = asked;
    this.panel.reveal(undefined, true);
    this.refresh();
  }

  /** Asks again, at once or when the panel is seen. */
  refresh(): void {
    this.stale = true;
    void this.ask();
  }

  /** Saves a file of what the page shows, once it shows it. */
  async save(kind: 'svg' | 'png'): Promise<void> {
    const shown = (this.ready && this.answer?.type === 'picture') || (await new Promise<boolean>((done) => this.waiting.push(done)));
    if (shown) {
      this.post({ type: 'save', kind });
    }
  }

  /** Marks what the editor's cursor is at. */
  follow(editor: vscode.TextEditor): void {
    this.editor = editor;
    if (!this.locating) {
      void this.locate();
    }
  }

  // The newest place counts: those that the cursor passed by meanwhile do not.
  private async locate(): Promise<void> {
    this.locating = true;
    while (this.editor && this.panel.visible && this.drawn) {
      const { document, selection } = this.editor;
      this.editor = undefined;
      if (!this.client.isRunning() || !vscode.languages.match(this.client.clientOptions.documentSelector as vscode.DocumentSelector, document)) {
        continue;
      }
      try {
        const { env, root } = this.drawn;
        const at = await elementAt(this.client, document, selection.active, { env, root });
        this.post({ type: 'cursor', element: at?.env === env && at.root === root ? at : null });
      } catch (error) {
        this.client.debug(`schemascope/erdElement: ${messageOf(error)}`);
      }
    }
    this.locating = false;
  }

  private async ask(): Promise<void> {
    if (!this.panel.visible || !this.stale) {
      return;
    }
    if (!this.client.isRunning()) {
      // It is asked again as soon as it runs.
      this.answer = { type: 'failed', message: 'Waiting for the Schemascope server. If it does not come, its output says why.' };
      this.tell();
      return;
    }
    this.stale = false;
    const number = ++this.asking;
    const asked = this.asked;
    try {
      const drawn = await this.client.sendRequest<Diagram>('schemascope/viewERD', asked);
      if (number !== this.asking) {
        return;
      }
      const { svg, title, env, root, environments, schemas } = drawn;
      // From here on the environment is a certain one, whatever the document is.
      this.asked = { ...asked, env, root };
      const live = this.answer?.type === 'picture' && same(this.answer.asked, this.asked);
      if (live && this.drawn?.svg === svg && this.drawn.environments.length === environments.length) {
        return;
      }
      this.drawn = drawn;
      this.panel.title = `ERD: ${title}`;
      this.answer = { type: 'picture', svg, title, asked: this.asked, environments, schemas, live };
    } catch (error) {
      if (number !== this.asking || isSuperseded(error)) {
        return;
      }
      this.answer = { type: 'failed', message: messageOf(error) };
    }
    this.tell();
  }

  private tell(): void {
    if (!this.ready || !this.answer) {
      return;
    }
    this.post(this.answer);
    const shown = this.answer.type === 'picture';
    for (const done of this.waiting.splice(0)) {
      done(shown);
    }
    if (shown) {
      const editor = vscode.window.activeTextEditor;
      if (editor) {
        this.follow(editor);
      }
    }
  }

  private post(message: ToPage): void {
    void this.panel.webview.postMessage(message);
  }

  private async receive(message: FromPage): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.ready = true;
        if (this.answer?.type === 'picture') {
          this.answer.live = false;
        }
        this.tell();
        break;
      case 'ask':
        this.asked = message.asked;
        this.refresh();
        break;
      case 'open':
        await this.open(message.element);
        break;
      case 'file':
        await saveDiagram(this.drawn?.title ?? '', this.root(), message.kind, message.bytes);
        break;
      case 'export':
        await exportText(this.client, this.asked, message.format);
        break;
      case 'retry':
        if (!this.client.isRunning()) {
          await vscode.commands.executeCommand('schemascope.restartServer');
        }
        this.refresh();
        break;
      case 'log':
        await vscode.commands.executeCommand('schemascope.showOutput');
        break;
    }
  }

  private root(): vscode.Uri | undefined {
    return this.drawn && this.client.protocol2CodeConverter.asUri(this.drawn.root);
  }

  /** Opens the text that declares an element, beside the panel. The panel keeps the keyboard. */
  private async open(element: Element): Promise<void> {
    const { textDocument, env, root } = this.asked;
    const found = await this.client.sendRequest<Location | null>('schemascope/erdLocation', { ...element, textDocument, env, root });
    if (!found) {
      void vscode.window.setStatusBarMessage('No file declares this.', 5000);
      return;
    }
    const { uri, range } = this.client.protocol2CodeConverter.asLocation(found);
    const others = vscode.window.visibleTextEditors.filter((editor) => editor.viewColumn !== undefined && editor.viewColumn !== this.panel.viewColumn);
    const column = (others.find((editor) => editor.document.uri.toString() === uri.toString()) ?? others[0])?.viewColumn;
    const editor = await vscode.window.showTextDocument(uri, { viewColumn: column ?? vscode.ViewColumn.Beside, preserveFocus: true, selection: range });
    editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  /** The page, which may run its own script and nothing else. */
  private html(): string {
    const { webview } = this.panel;
    const file = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(this.extension, 'dist', name)).toString();
    const nonce = randomBytes(16).toString('base64');
    const policy = `default-src 'none'; base-uri 'none'; form-action 'none'; img-src blob:; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
    return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>ERD</title>
<link rel="stylesheet" href="${file('webview.css')}">
</head>
<body>
<script nonce="${nonce}" src="${file('webview.js')}"></script>
</body>
</html>`;
  }
}

/** What a place is about: an element of the environment that is named, or of the document's. */
function elementAt(
  client: LanguageClient,
  document: vscode.TextDocument,
  position: vscode.Position,
  environment: { env?: string; root?: string } = {},
): Promise<(Element & { env: string; root: string }) | null> {
  const params = client.code2ProtocolConverter.asTextDocumentPositionParams(document, position);
  return client.sendRequest('schemascope/erdElement', { ...params, ...environment });
}

async function exportText(client: LanguageClient, asked: Asked, format: Exclude<Format, 'png'>): Promise<void> {
  const { text, title } = await client.sendRequest<{ text: string; title: string }>('schemascope/exportERD', { ...asked, format });
  const root = asked.root === undefined ? undefined : client.protocol2CodeConverter.asUri(asked.root);
  await saveDiagram(title, root, format, new TextEncoder().encode(text));
}

/** What a page that was restored had asked for. Its state may be of another version. */
function askedOf(state: unknown): Asked {
  const asked = typeof state === 'object' && state !== null && 'asked' in state ? state.asked : undefined;
  return typeof asked === 'object' && asked !== null ? asked : {};
}

function same(a: Asked, b: Asked): boolean {
  const parts = ({ env, root, focus, depth, detail, group, schemas }: Asked) => JSON.stringify([env, root, focus, depth, detail, group, schemas]);
  return parts(a) === parts(b);
}

function isSuperseded(error: unknown): boolean {
  return error instanceof ResponseError && (error.code === LSPErrorCodes.ServerCancelled || error.code === LSPErrorCodes.RequestCancelled);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
