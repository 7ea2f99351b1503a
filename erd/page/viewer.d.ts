/** What a host of the viewer does for it. */
export interface Host {
  /** The state is another: worth remembering. */
  changed(): void;
  /** A jump follows: back leads to the state that holds now. */
  leaving(): void;
  back(): void;
  forward(): void;
  /** A file of the picture is made, of a kind that is its ending. */
  save(file: Blob, kind: "svg" | "png"): void;
  /** A table, a column or a key was chosen: its element. Without this, choosing selects alone. */
  open?(element: SVGElement): void;
  /**
   * Another picture is wanted, which the host then shows: focused on a table (null: on none), with
   * what is at most depth keys away, or in another detail. Without this, the viewer makes do with
   * the picture that it has.
   */
  draw?(what: { focus?: SVGElement | null; depth?: number; detail?: string }): void;
  /**
   * The whole is to be seen: says whether another picture comes for that, in the shape of the
   * window. Without this, or if none comes, the viewer fits the picture that it has.
   */
  fit?(): boolean;
  /** A group of an overview is opened: its picture is wanted. Without this, it is focused on. */
  enter?(group: SVGElement): void;
}

/** What a viewer looks like, to come back to. */
export interface State {
  table: string; // the id of what is selected
  depth: number;
  search: string;
  detail: string; // "" as drawn
  view: number[]; // x, y, scale
}

export interface Viewer {
  /**
   * Shows a picture that erd drew. keep stays where it was; depth is that of the picture's focus;
   * selected is the id of a table to select instead of what is selected; style is its style
   * sheet, for its exports, if that was taken out of it.
   */
  show(svg: SVGSVGElement, how?: {
    depth?: number;
    keep?: boolean;
    selected?: string;
    style?: string;
  }): void;
  /** Marks the element of an id as where the cursor is, and brings its table in sight. */
  highlight(id: string | null): void;
  state(): State;
  restore(state: Partial<State>): void;
  /** Tells the user something, also those who cannot see it. */
  say(text: string): void;
  /** The colours are others. */
  recolor(): void;
  /** What keys do, by KeyboardEvent.key; a host may add to them. */
  keys: Record<string, () => void>;
}

/** Makes a viewer of an element that holds head.html, main.html and help.html. */
export function createViewer(root: HTMLElement, host: Host): Viewer;
