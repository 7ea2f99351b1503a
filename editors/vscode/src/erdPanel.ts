// The diagram's panel: it asks the server, and speaks with the page in it.

import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

import { saveDiagram, saveText } from './erdExport';
import { type Asked, type Element, type FromPage, same, type ToPage } from './erdMessages';
import { pageIn } from './erdPage';
import { type Diagram, draw, elementAt, isSuperseded, locationOf, messageOf } from './erdRequests';

/** One panel. What it shows is asked for anew whenever it has changed and can be seen. */
export class DiagramPanel {
  private drawn: Diagram | undefined;
  private answer: ToPage | undefined;
  private ready = false; // the page listens
  private aspect = 0; // of the place for the picture, as the page has said
  private stale = true; // what it shows, if anything, is not what was asked for or is old
  private again = false; // a table is asked for, which may be selected in the page no longer
  private asking = 0; // the number of the newest request
  private editor: vscode.TextEditor | undefined; // whose cursor is to be shown
  private locating = false;
  private readonly waiting: ((shown: boolean) => void)[] = []; // for the page to show a picture

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly client: LanguageClient,
    extension: vscode.Uri,
    public asked: Asked,
  ) {
    const dist = vscode.Uri.joinPath(extension, 'dist');
    panel.webview.options = { enableScripts: true, localResourceRoots: [dist] };
    panel.webview.onDidReceiveMessage((message: FromPage) => {
      this.receive(message).catch((error: unknown) => {
        void vscode.window.showErrorMessage(messageOf(error));
      });
    });
    panel.onDidDispose(() => {
      this.answerWaiting(false);
    });
    panel.onDidChangeViewState(() => {
      if (!panel.visible) {
        this.ready = false; // a page that is hidden is unloaded
      }
    });
    panel.webview.html = pageIn(panel.webview, dist);
  }

  get active(): boolean {
    return this.panel.active;
  }

  /** Shows something else. */
  show(asked: Asked): void {
    this.asked = asked;
    this.again = asked.focus !== undefined;
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
      // The models that tables are made from are in files of any language.
      const followed =
        document.uri.scheme === 'file' || vscode.languages.match(this.client.clientOptions.documentSelector as vscode.DocumentSelector, document) > 0;
      if (!this.client.isRunning() || !followed) {
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
    if (!this.ready || !this.stale) {
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
    const asked = { ...this.asked, aspect: this.asked.aspect ?? this.aspect };
    try {
      const drawn = await draw(this.client, asked);
      if (number !== this.asking) {
        return;
      }
      const { svg, title, env, root, environments, schemas } = drawn;
      // From here on the environment is a certain one, whatever the document is.
      this.asked = { ...asked, env, root };
      const live = !this.again && this.answer?.type === 'picture' && same(this.answer.asked, this.asked);
      this.again = false;
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
    this.answerWaiting(shown);
    if (shown) {
      const editor = vscode.window.activeTextEditor;
      if (editor) {
        this.follow(editor);
      }
    }
  }

  private answerWaiting(shown: boolean): void {
    for (const done of this.waiting.splice(0)) {
      done(shown);
    }
  }

  private post(message: ToPage): void {
    void this.panel.webview.postMessage(message);
  }

  private async receive(message: FromPage): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.ready = true;
        this.aspect = message.aspect;
        if (this.answer?.type === 'picture') {
          this.answer.live = false;
        }
        this.tell();
        void this.ask();
        break;
      case 'reshaped':
        this.aspect = message.aspect;
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
        await saveText(this.client, this.asked, message.format);
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
    const found = await locationOf(this.client, element, this.asked);
    if (!found) {
      void vscode.window.setStatusBarMessage('No file declares this.', 5000);
      return;
    }
    const { uri, range } = found;
    const others = vscode.window.visibleTextEditors.filter((editor) => editor.viewColumn !== undefined && editor.viewColumn !== this.panel.viewColumn);
    const column = (others.find((editor) => editor.document.uri.toString() === uri.toString()) ?? others[0])?.viewColumn;
    const editor = await vscode.window.showTextDocument(uri, { viewColumn: column ?? vscode.ViewColumn.Beside, preserveFocus: true, selection: range });
    editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }
}
