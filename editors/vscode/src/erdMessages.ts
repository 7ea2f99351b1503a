// What the diagram's panel and the page in it say to each other.

/** What is drawn: the parameters of schemascope/viewERD that the panel uses. */
export interface Asked {
  textDocument?: { uri: string };
  env?: string;
  root?: string;
  focus?: string;
  depth?: number;
  detail?: string;
  group?: string;
  schemas?: string[];
  aspect?: number;
}

/** Whether two ask for the same, of whatever document they came. */
export function same(a: Asked, b: Asked): boolean {
  const parts = ({ env, root, focus, depth, detail, group, schemas, aspect }: Asked) =>
    JSON.stringify([env, root, focus, depth, detail, group, schemas, aspect]);
  return parts(a) === parts(b);
}

/** An element of the diagram, by what its SVG says (docs/erd.md). */
export interface Element {
  schema: string;
  table?: string;
  enum?: string;
  column?: string;
  key?: string;
}

/** One of the environments that can be drawn. */
export interface Environment {
  title: string;
  env: string;
  root: string;
}

/** A format of schemascope/exportERD. */
export type TextFormat = 'svg' | 'mermaid' | 'dbml' | 'html' | 'dot';

export type ToPage =
  /** Here is the picture. live: of what is shown already, after an edit. */
  | {
      type: 'picture';
      svg: string;
      title: string;
      asked: Asked;
      environments: Environment[];
      schemas: string[];
      live: boolean;
    }
  /** There is none, and what the user can do about it. */
  | { type: 'failed'; message: string }
  /** The editor's cursor is there now. */
  | { type: 'cursor'; element: Element | null }
  /** Make a file of the picture. */
  | { type: 'save'; kind: 'svg' | 'png' };

export type FromPage =
  /** The page can listen. aspect is that of the place for the picture. */
  | { type: 'ready'; aspect: number }
  /** The place for the picture has another shape, for what is asked for next. */
  | { type: 'reshaped'; aspect: number }
  | { type: 'ask'; asked: Asked }
  | { type: 'open'; element: Element }
  | { type: 'file'; kind: 'svg' | 'png'; bytes: Uint8Array<ArrayBuffer> }
  | { type: 'export'; format: TextFormat }
  | { type: 'retry' }
  | { type: 'log' };
