// The output of the conversation with the server.

import * as vscode from 'vscode';

/**
 * Makes the output that schemascope.trace.server turns on. The client's library
 * writes to it at the level "trace" and as far as the output's own level lets it,
 * which would have to be set, too: here the setting alone decides.
 */
export function createTrace(): vscode.LogOutputChannel {
  const output = vscode.window.createOutputChannel('Schemascope Trace', { log: true });
  const on = () => vscode.workspace.getConfiguration('schemascope').get<string>('trace.server') !== 'off';
  const level = () => (on() ? vscode.LogLevel.Trace : vscode.LogLevel.Info);
  const levels = new vscode.EventEmitter<vscode.LogLevel>();
  let was = level();
  const watch = vscode.workspace.onDidChangeConfiguration(() => {
    if (level() !== was) {
      was = level();
      levels.fire(was);
    }
  });
  return Object.create(output, {
    logLevel: { get: level },
    onDidChangeLogLevel: { value: levels.event },
    trace: {
      value: (message: string, ...more: unknown[]) => {
        output.info(message, ...more);
      },
    },
    dispose: {
      value: () => {
        vscode.Disposable.from(output, levels, watch).dispose();
      },
    },
  }) as vscode.LogOutputChannel;
}
