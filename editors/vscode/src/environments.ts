// The environments of atlas.hcl: which one the status bar shows, and the choice
// of another.

import * as vscode from 'vscode';

import type { Connection, Hindrance } from './client';
import type { Settings } from './settings';

/** One of those that schemascope/environments tells of (README.md, "In an editor"). */
interface Environment {
  name: string;
  title: string;
  dialect: string;
  loaded: boolean;
  holds: boolean;
}

async function environmentsOf(connection: Connection, document?: vscode.TextDocument): Promise<Environment[]> {
  const { client } = connection;
  const textDocument = document && client.code2ProtocolConverter.asTextDocumentIdentifier(document);
  const answer = await client.sendRequest<{ environments: Environment[] }>('schemascope/environments', { textDocument });
  return answer.environments;
}

/** Shows in the status bar which environments read the file at hand. */
export class EnvironmentStatus implements vscode.Disposable {
  private readonly item: vscode.StatusBarItem;
  private readonly disposables: { dispose(): unknown }[] = [];
  private hindrance: Hindrance;
  private busy = false;
  private again = false;

  constructor(
    private readonly connection: Connection,
    private readonly settings: Settings,
    private readonly languages: readonly string[],
  ) {
    this.item = vscode.window.createStatusBarItem('schemascope.environment', vscode.StatusBarAlignment.Right, 100);
    this.item.name = 'Schemascope Environment';
    this.item.text = '$(loading~spin) Schemascope';
    this.disposables.push(
      this.item,
      connection.onDidStart((hindrance) => {
        this.hindrance = hindrance;
        this.refresh();
      }),
      connection.onDidPublish(() => {
        this.refresh();
      }),
      vscode.window.onDidChangeActiveTextEditor(() => {
        this.refresh();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        this.refresh();
      }),
    );
    this.refresh();
  }

  dispose(): void {
    vscode.Disposable.from(...this.disposables).dispose();
  }

  /** Looks again; what is asked for meanwhile is looked for once, afterwards. */
  private refresh(): void {
    if (this.busy) {
      this.again = true;
      return;
    }
    this.busy = true;
    void this.show().finally(() => {
      this.busy = false;
      if (this.again) {
        this.again = false;
        this.refresh();
      }
    });
  }

  private async show(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    if (
      document &&
      !(['file', 'untitled'].includes(document.uri.scheme) && (this.languages.includes(document.languageId) || document.fileName.endsWith('.sql')))
    ) {
      this.item.hide();
      return;
    }
    if (this.hindrance !== undefined) {
      this.item.text = '$(error) Schemascope';
      this.item.tooltip = this.hindrance;
      this.item.backgroundColor = new vscode.ThemeColor('statusBarItem.errorBackground');
      this.item.command = 'schemascope.showOutput';
      this.item.show();
      return;
    }
    if (!document || !this.connection.client.isRunning()) {
      return;
    }
    try {
      this.tell(await environmentsOf(this.connection, document));
    } catch {
      // The server is being restarted; its start is told.
    }
  }

  private tell(all: Environment[]): void {
    const holding = all.filter((environment) => environment.holds);
    const [first] = holding;
    const others = holding.length > 1 ? ` +${(holding.length - 1).toFixed(0)}` : '';
    const restricted = vscode.workspace.isTrusted ? '' : ' $(shield)';
    this.item.text = `$(type-hierarchy) ${first ? first.title + others : 'Schemascope'}${restricted}`;
    this.item.tooltip = [
      first ? `Schemascope reads this file in ${holding.map((e) => e.title).join(', ')}` : 'No environment reads this file',
      ...(first?.dialect ? [`Dialect: ${first.dialect}`] : []),
      ...(this.settings.env === '' ? [] : [`Only the environment ${this.settings.env} is looked at`]),
      ...(vscode.workspace.isTrusted ? [] : ['Restricted mode: no program of the project runs']),
      'Click to choose the environment',
    ].join('\n');
    this.item.backgroundColor = undefined;
    this.item.command = 'schemascope.chooseEnv';
    this.item.show();
  }
}

/** Lets the user choose the environment to look at; reports whether another was chosen. */
export async function chooseEnv(connection: Connection, settings: Settings): Promise<boolean> {
  const names = new Map<string, string[]>(); // titles by name
  for (const { name, title } of await environmentsOf(connection)) {
    if (name !== '') {
      names.set(name, [...(names.get(name) ?? []), title]);
    }
  }
  if (names.size === 0) {
    void vscode.window.showInformationMessage('No atlas.hcl of this workspace has an environment.');
    return false;
  }
  const marked = (name: string) => (name === settings.env ? '$(check) ' : '$(blank) ');
  const choice = await vscode.window.showQuickPick(
    [
      { label: `${marked('')}All Environments`, name: '' },
      ...[...names].map(([name, titles]) => ({ label: marked(name) + name, description: titles.join(', '), name })),
    ],
    { placeHolder: 'The environment to look at' },
  );
  if (choice === undefined || choice.name === settings.env) {
    return false;
  }
  await settings.chooseEnv(choice.name);
  return true;
}
