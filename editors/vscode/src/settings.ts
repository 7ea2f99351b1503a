// What the user has set, as the server and its process take it.

import { homedir } from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';

const section = 'schemascope';

/** Where the env is kept that was chosen for this workspace. */
const chosenEnvKey = 'schemascope.env';

/** What the server is told when it starts (README.md, "In an editor"). */
export interface InitializationOptions {
  trusted: boolean;
  env: string;
  dialect: string;
  vars: Record<string, unknown>;
}

export class Settings {
  constructor(private readonly state: vscode.Memento) {}

  private get<T>(name: string, otherwise: T): T {
    return vscode.workspace.getConfiguration(section).get<T>(name, otherwise);
  }

  /** Whether programs that the project names may run. */
  get trusted(): boolean {
    return vscode.workspace.isTrusted && this.get('runPrograms', true);
  }

  /** The env to look at, "" for all: the one chosen for the workspace, else the setting's. */
  get env(): string {
    return this.state.get<string>(chosenEnvKey) ?? this.get('env', '');
  }

  async chooseEnv(name: string): Promise<void> {
    await this.state.update(chosenEnvKey, name);
  }

  get detectLanguage(): boolean {
    return this.get('detectLanguage', true);
  }

  get initializationOptions(): InitializationOptions {
    return { trusted: this.trusted, env: this.env, dialect: this.get('dialect', ''), vars: this.get('vars', {}) };
  }

  /** The server's path; "" where it is not set. */
  get path(): string {
    const set = substitute(this.get('path', '').trim()).replace(/^~(?=[/\\]|$)/, homedir());
    return set === '' || path.isAbsolute(set) ? set : path.join(workspaceFolder(), set);
  }

  /** The environment of the server's process. */
  get environmentVariables(): NodeJS.ProcessEnv {
    const all = { ...process.env };
    for (const [name, value] of Object.entries(this.get<Record<string, string>>('environmentVariables', {}))) {
      all[name] = substitute(value);
    }
    return all;
  }

  /**
   * What only a restart of the server makes true, to be compared with what it was.
   * What a ConfigurationChangeEvent says it affects is not enough: where VS Code runs
   * in a browser, settings that come late after a reload affect nothing by it.
   */
  get ofStart(): string {
    return JSON.stringify([this.env, this.get('dialect', ''), this.get('vars', {}), this.path, this.get('environmentVariables', {})]);
  }
}

/** The directory of the first folder that has one; "" without. */
export function workspaceFolder(): string {
  return vscode.workspace.workspaceFolders?.find((folder) => folder.uri.scheme === 'file')?.uri.fsPath ?? '';
}

function substitute(text: string): string {
  return text
    .replaceAll('${workspaceFolder}', workspaceFolder())
    .replaceAll(/\$\{env:([^}]*)\}/g, (_, name: string) => process.env[name] ?? '');
}
