// Finds and starts the server: a program of its own, which speaks the Language
// Server Protocol on standard input and output.

import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import * as vscode from 'vscode';
import type { StreamInfo } from 'vscode-languageclient/node';

import { type Settings, workspaceFolder } from './settings';

const executable = process.platform === 'win32' ? 'schemascope.exe' : 'schemascope';

/** There is no program to start; the message says what to do. */
export class ServerMissing extends Error {}

/**
 * The server's path: the setting's, the one that comes with the extension, or
 * the one on the PATH, in this order.
 */
export async function findServer(extension: vscode.Uri, settings: Settings): Promise<string> {
  const configured = settings.path;
  if (configured !== '') {
    if (await isExecutable(configured)) {
      return configured;
    }
    throw new ServerMissing(
      `The setting schemascope.path names ${configured}, which is no program that can be run. ` +
        'Correct it, or leave it empty to use the program that comes with the extension.',
    );
  }
  const bundled = vscode.Uri.joinPath(extension, 'server', executable).fsPath;
  if (await isExecutable(bundled)) {
    return bundled;
  }
  for (const dir of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const file = path.join(dir, executable);
    if (path.isAbsolute(dir) && (await isExecutable(file))) {
      return file;
    }
  }
  throw new ServerMissing(
    `There is no schemascope program in this build of the extension (for ${process.platform}-${process.arch}) ` +
      'and none on the PATH. Install one, or say in the setting schemascope.path where it is.',
  );
}

/**
 * Starts the server; fails if the system cannot run it. What it writes to its
 * standard error goes to the log.
 */
export async function startServer(file: string, settings: Settings, log: vscode.LogOutputChannel): Promise<StreamInfo> {
  const child = spawn(file, ['serve'], {
    cwd: workspaceFolder() || homedir(),
    env: settings.environmentVariables,
    stdio: 'pipe',
    windowsHide: true,
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  createInterface(child.stderr).on('line', (line) => {
    const [, level, message = line] = /^time=\S+ level=(\w+) (.*)$/.exec(line) ?? [];
    switch (level) {
      case 'DEBUG':
        log.debug(message);
        break;
      case 'INFO':
        log.info(message);
        break;
      case 'WARN':
        log.warn(message);
        break;
      default: // or no log at all: what a Go program says when it crashes
        log.error(message);
    }
  });
  return { reader: child.stdout, writer: child.stdin };
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
