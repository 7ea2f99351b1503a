// What the diagram asks the server (docs/erd.md).

import type * as vscode from 'vscode';
import { type LanguageClient, type Location, LSPErrorCodes, ResponseError } from 'vscode-languageclient/node';

import type { Asked, Element, Environment, TextFormat } from './erdMessages';

/** What schemascope/viewERD answers, as far as it is used here. */
export interface Diagram {
  svg: string;
  title: string;
  env: string;
  root: string;
  environments: Environment[];
  schemas: string[];
}

/** Draws what is asked for. */
export function draw(client: LanguageClient, asked: Asked): Promise<Diagram> {
  return client.sendRequest('schemascope/viewERD', asked);
}

/** What a place is about: an element of the environment that is named, or of the document's. */
export function elementAt(
  client: LanguageClient,
  document: vscode.TextDocument,
  position: vscode.Position,
  environment: { env?: string; root?: string } = {},
): Promise<(Element & { env: string; root: string }) | null> {
  const params = client.code2ProtocolConverter.asTextDocumentPositionParams(document, position);
  return client.sendRequest('schemascope/erdElement', { ...params, ...environment });
}

/** Where an element of a diagram is declared, if a file does that. */
export async function locationOf(client: LanguageClient, element: Element, { textDocument, env, root }: Asked): Promise<vscode.Location | undefined> {
  const found = await client.sendRequest<Location | null>('schemascope/erdLocation', { ...element, textDocument, env, root });
  return found ? client.protocol2CodeConverter.asLocation(found) : undefined;
}

/** A diagram as the text of a format, and its title. */
export function exportText(client: LanguageClient, asked: Asked, format: TextFormat): Promise<{ text: string; title: string }> {
  return client.sendRequest('schemascope/exportERD', { ...asked, format });
}

/** Whether a request failed because what it asked about is another by now. */
export function isSuperseded(error: unknown): boolean {
  return error instanceof ResponseError && (error.code === LSPErrorCodes.ServerCancelled || error.code === LSPErrorCodes.RequestCancelled);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
