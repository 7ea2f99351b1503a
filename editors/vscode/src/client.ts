// The connection to the server.

import * as vscode from 'vscode';
import {
  type InitializeParams,
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
} from 'vscode-languageclient/node';

import { findServer, ServerMissing, startServer } from './server';
import type { Settings } from './settings';
import { createTrace } from './trace';

/** Why the server does not run: undefined while nothing hinders it. */
export type Hindrance = string | undefined;

/**
 * A client that is told problems, and does not ask for them: it would ask about
 * open files only, while an edit can break any file of a project.
 */
class ListeningClient extends LanguageClient {
  protected override fillInitializeParams(params: InitializeParams): void {
    super.fillInitializeParams(params);
    delete params.capabilities.textDocument?.diagnostic;
  }
}

/**
 * Holds the client and starts it, again and again: each start looks for the
 * server anew, because settings may have changed.
 */
export class Connection implements vscode.Disposable {
  readonly client: LanguageClient;
  private readonly starts = new vscode.EventEmitter<Hindrance>();
  private readonly publications = new vscode.EventEmitter<vscode.Uri>();
  private readonly trace = createTrace();
  private turn: Promise<void> = Promise.resolve();
  private started: Promise<void> | undefined;
  private startedWith: string | undefined; // the settings of the last start
  private trusted: boolean | undefined; // what the server was told

  /** The server has been started, or could not be. */
  readonly onDidStart = this.starts.event;
  /** The server has told problems of a file: it has looked at an edit. */
  readonly onDidPublish = this.publications.event;

  constructor(
    private readonly extension: vscode.Uri,
    private readonly settings: Settings,
    private readonly log: vscode.LogOutputChannel,
    languages: readonly string[],
  ) {
    // Other extensions may own the language of a SQL file: it is known by its name,
    // too. HCL is of many programs; only files that are Atlas's have its languages.
    const served = [...languages, 'sql'];
    const options: LanguageClientOptions = {
      documentSelector: [
        ...served.flatMap((language) => [
          { scheme: 'file', language },
          { scheme: 'untitled', language },
        ]),
        { scheme: 'file', pattern: '**/*.sql' },
      ],
      outputChannel: log,
      traceOutputChannel: this.trace,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: () => {
        const given = settings.initializationOptions;
        this.trusted = given.trusted;
        return given;
      },
      middleware: {
        handleDiagnostics: (uri, diagnostics, next) => {
          next(uri, diagnostics);
          this.publications.fire(uri);
        },
      },
    };
    this.client = new ListeningClient('schemascope', 'Schemascope', () => this.spawn(), options);
  }

  /** Whether the server has been wanted: it runs, is about to, or could not be started. */
  get wanted(): boolean {
    return this.started !== undefined;
  }

  /**
   * Starts the server if that has not been tried yet, or says why it cannot be
   * started and what to do.
   */
  start(): Promise<void> {
    return (this.started ??= this.queue(() => this.startNow()));
  }

  /** Starts the server anew, with the settings that hold now. */
  restart(): Promise<void> {
    return (this.started = this.queue(async () => {
      await this.stopNow();
      await this.startNow();
    }));
  }

  stop(): Promise<void> {
    return this.queue(() => this.stopNow());
  }

  dispose(): void {
    this.starts.dispose();
    this.publications.dispose();
    this.trace.dispose();
  }

  /** Starts and stops wait for each other. */
  private queue(task: () => Promise<void>): Promise<void> {
    this.turn = this.turn.then(task);
    return this.turn;
  }

  private async spawn() {
    const file = await findServer(this.extension, this.settings);
    this.log.info(`starting ${file}`);
    return startServer(file, this.settings, this.log);
  }

  /** Makes true what the settings and the workspace's trust are now, if that is not so. */
  async reconsider(): Promise<void> {
    if (!this.wanted) {
      return;
    }
    await this.queue(async () => {
      if (this.settings.ofStart !== this.startedWith) {
        await this.stopNow();
        await this.startNow();
      }
      const { trusted } = this.settings;
      if (this.client.isRunning() && trusted !== this.trusted) {
        this.trusted = trusted;
        // A server that is gone by now is told when it starts.
        await this.client.sendNotification('schemascope/didChangeTrust', { trusted }).catch(() => undefined);
      }
    });
  }

  private async startNow(): Promise<void> {
    const begin = performance.now();
    this.startedWith = this.settings.ofStart;
    try {
      await findServer(this.extension, this.settings); // for its message; the client would wrap it in its own
      await this.client.start();
      this.log.info(`the server is ready after ${(performance.now() - begin).toFixed(0)} ms`);
      this.starts.fire(undefined);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.log.error(message);
      this.starts.fire(message);
      if (error instanceof ServerMissing) {
        void offerToMend(message);
      }
    }
  }

  private async stopNow(): Promise<void> {
    try {
      if (this.client.isRunning()) {
        await this.client.stop();
      }
    } catch (error) {
      this.log.warn(`the server did not end in order: ${String(error)}`);
    }
  }
}

async function offerToMend(message: string): Promise<void> {
  const settings = 'Open Settings';
  const guide = 'How to Install';
  switch (await vscode.window.showErrorMessage(message, settings, guide)) {
    case settings:
      await vscode.commands.executeCommand('workbench.action.openSettings', 'schemascope.path');
      break;
    case guide:
      await vscode.env.openExternal(vscode.Uri.parse('https://github.com/schemascope/schemascope#install'));
      break;
  }
}
