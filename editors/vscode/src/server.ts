// Finds and starts the server: a program of its own, which speaks the Language
// Server Protocol on standard input and output.

import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';

const executable = process.platform === 'win32' ? 'schemascope.exe' : 'schemascope';

/** No program to start, with a message that says what to do. */
export class ServerMissing extends Error {}

/**
 * The server's path: the setting's, the one that comes with the extension, or
 * the one on the PATH, in this order.
 */
export async function findServer(extension: vscode.Uri): Promise<string> {
  const configured = vscode.workspace.getConfiguration('schemascope').get<string>('path', '').trim();
  if (configured !== '') {
    const file = expand(configured);
    if (await isExecutable(file)) {
      return file;
    }
    throw new ServerMissing(`The setting schemascope.path names ${file}, where there is no program.`);
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
    'This build of the extension has no schemascope program in it, and there is none on the PATH. ' +
      'Install one, or say in the setting schemascope.path where it is.',
  );
}

/** Starts the server; fails if the system cannot run it. */
export async function startServer(file: string): Promise<ChildProcess> {
  const cwd = vscode.workspace.workspaceFolders?.find((folder) => folder.uri.scheme === 'file')?.uri.fsPath;
  const child = spawn(file, ['serve'], { cwd: cwd ?? homedir(), stdio: 'pipe', windowsHide: true });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  return child;
}

function expand(file: string): string {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const full = file.replace(/^~(?=[/\\]|$)/, homedir()).replaceAll('${workspaceFolder}', folder);
  return path.isAbsolute(full) ? full : path.join(folder, full);
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
