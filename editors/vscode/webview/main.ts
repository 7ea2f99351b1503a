// The page in the diagram's panel: the viewer of erd/page, whose host is the extension.

import head from '../../../erd/page/head.html';
import help from '../../../erd/page/help.html';
import frame from '../../../erd/page/main.html';
import { createViewer, type State } from '../../../erd/page/viewer.js';
import { type Asked, type Element as Named, type Environment, type FromPage, same, type ToPage } from '../src/erdMessages';

/** What is remembered while the page is unloaded, and over a reload of the window. */
interface Kept {
  asked: Asked;
  state: State;
}

declare function acquireVsCodeApi(): {
  postMessage(message: FromPage): void;
  getState(): Kept | undefined;
  setState(state: Kept): void;
};

const vscode = acquireVsCodeApi();

// The texts are ours: names of a schema come in as texts of elements, or as a
// picture that was parsed as XML and can run nothing under the page's policy.
document.body.innerHTML = head.replace('{title}', '') + frame.replace('{svg}', '') + help;
for (const element of document.querySelectorAll('.page, #theme')) {
  element.remove();
}
const [title, main] = ['h1', 'main'].map((name) => document.querySelector(name)) as [HTMLElement, HTMLElement];
const failed = document.createElement('section');
failed.id = 'failed';
failed.hidden = true;
failed.setAttribute('role', 'alert');
const reason = document.createElement('p');
failed.append(
  reason,
  button('Try Again', () => { vscode.postMessage({ type: 'retry' }); }),
  // What was asked for may be there no longer: a table was renamed, an env was removed.
  button('Show Everything', () => { jump(asked.textDocument ? { textDocument: asked.textDocument } : {}); }),
  button('Show Output', () => { vscode.postMessage({ type: 'log' }); }),
);
main.before(failed);
const projectInput = choice('project', 'Project', (value) => {
  const chosen = environments[Number(value)];
  if (chosen) {
    jump({ env: chosen.env, root: chosen.root });
  }
});
const schemaInput = choice('schema', 'Schemas', (value) => {
  const all = without(asked, 'focus', 'depth', 'group', 'schemas');
  jump(value === '' ? all : { ...all, schemas: [schemas[Number(value)] ?? ''] });
});

let asked: Asked = vscode.getState()?.asked ?? {};
let environments: Environment[] = [];
let schemas: string[] = [];
let drawn = false;
let cursor: Named | null = null;
// What the next picture is to be shown as: remembered, or gone back to.
let coming = vscode.getState();
const past: Kept[] = [];
const future: Kept[] = [];

const keep = (): Kept => ({ asked, state: viewer.state() });
const ask = (wanted: Asked, of = aspect()) => {
  main.setAttribute('aria-busy', 'true');
  vscode.postMessage({ type: 'ask', asked: { ...wanted, aspect: of } });
};
/** The aspect of the place for the picture; 0 while the panel is hidden. */
function shape(): number {
  const { classList } = document.body;
  const had = classList.contains('drawn');
  classList.add('drawn');
  const { clientWidth, clientHeight } = main;
  classList.toggle('drawn', had);
  return clientHeight && clientWidth / clientHeight;
}
/** The aspect to ask for: that of the picture unless it would be seen clearly smaller than it can be. */
function aspect(): number {
  const now = shape(), drawn = asked.aspect ?? now;
  return now && Math.max(now / drawn, drawn / now) > 1.25 ? now : drawn;
}
/** Asks for something else, from where one can come back. */
function jump(wanted: Asked): void {
  leave();
  ask(wanted);
}
function leave(): void {
  if (drawn) {
    past.push(keep());
    future.length = 0;
  }
}
function travel(from: Kept[], to: Kept[]): void {
  const next = from.pop();
  if (!next) {
    return;
  }
  to.push(keep());
  coming = next;
  ask(next.asked, next.asked.aspect);
}

const viewer = createViewer(document.body, {
  changed() {
    if (!coming) {
      vscode.setState(keep());
    }
  },
  leaving: leave,
  back() { travel(past, future); },
  forward() { travel(future, past); },
  open(element) {
    const named = nameOf(element);
    if (named) {
      vscode.postMessage({ type: 'open', element: named });
    }
  },
  fit() {
    const reshaped = aspect() !== asked.aspect;
    if (reshaped) {
      ask(asked);
    }
    return reshaped;
  },
  draw({ focus, depth, detail }) {
    if (detail !== undefined) {
      ask({ ...asked, detail });
    } else if (focus?.dataset['group'] !== undefined) {
      ask({ ...without(asked, 'focus', 'depth', 'detail'), group: focus.dataset['group'] });
    } else if (depth) {
      // A depth without a table is another depth of the focus that there is.
      const wanted = focus ? tableOf(focus) : asked.focus;
      if (wanted !== undefined) {
        ask({ ...asked, focus: wanted, depth });
      }
    } else if (asked.focus !== undefined) {
      ask(without(asked, 'focus', 'depth'));
    } else {
      ask(without(asked, 'group'));
    }
  },
  save(file, kind) {
    void file.arrayBuffer().then((bytes) => { vscode.postMessage({ type: 'file', kind, bytes: new Uint8Array(bytes) }); });
  },
});

for (const [id, name, format] of [['copymermaid', 'Mermaid', 'mermaid'], ['copydbml', 'DBML', 'dbml']] as const) {
  const control = document.getElementById(id);
  if (control) {
    control.textContent = `Save as ${name}`;
  }
  control?.addEventListener('click', () => { vscode.postMessage({ type: 'export', format }); });
}

addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
  switch (data.type) {
    case 'picture':
      show(data);
      break;
    case 'failed':
      fail(data.message);
      break;
    case 'cursor':
      cursor = data.element;
      mark();
      break;
    case 'save':
      viewer.keys[data.kind === 'png' ? 'p' : 's']?.();
      break;
  }
});

function show(picture: Extract<ToPage, { type: 'picture' }>): void {
  main.removeAttribute('aria-busy');
  failed.hidden = true;
  document.body.classList.add('drawn'); // before the view is measured
  ({ asked, environments, schemas } = picture);
  title.textContent = title.title = picture.title;
  options(projectInput, environments.map((e) => e.title), environments.findIndex((e) => e.env === asked.env && e.root === asked.root));
  options(schemaInput, schemas, asked.schemas?.length === 1 ? schemas.indexOf(asked.schemas[0] ?? '') : -1, 'all schemas');
  // The page has a style sheet of its own; the picture's, which the policy would refuse,
  // is for exports. It is before anything that has a name. The names are escaped, for
  // HTML as for XML, which is read in three times the time.
  let style = '';
  const inert = document.createElement('template');
  inert.innerHTML = picture.svg.replace(/<style>([^<]*)<\/style>/, (_, css: string) => {
    style = css;
    return '';
  });
  const svg = inert.content.querySelector('svg');
  if (!svg) {
    return;
  }
  document.adoptNode(svg);
  // A page that comes back may be asked for something else than it showed.
  const state = coming && same(coming.asked, asked) ? coming.state : undefined;
  coming = undefined;
  const depth = asked.focus === undefined ? (asked.group === undefined ? 0 : 1) : (asked.depth ?? 1);
  const focus = picture.live ? null : svg.querySelector('.tb.focus');
  viewer.show(svg, { depth, keep: picture.live, style, ...(focus && { selected: focus.id }) });
  drawn = true;
  if (state) {
    viewer.restore(state);
  }
  vscode.setState(keep());
  mark();
}

function fail(message: string): void {
  main.removeAttribute('aria-busy');
  reason.textContent = message;
  failed.hidden = false;
}

function mark(): void {
  viewer.highlight(cursor && idOf(cursor));
}

/** What an element of the picture stands for. */
function nameOf(element: Element): Named | null {
  const line = element.closest<SVGElement>('.l');
  const table = line ? document.getElementById(line.dataset['child'] ?? '') : element.closest<SVGElement>('.tb');
  const schema = table?.dataset['schema'];
  if (!table || schema === undefined) {
    return null;
  }
  const row = element.closest<SVGElement>('[data-column], .g [data-table]');
  const of = table.dataset['table'] ?? row?.dataset['table'];
  if (of === undefined) {
    const { enum: name } = table.dataset;
    return name === undefined ? null : { schema, enum: name };
  }
  const column = row?.dataset['column'], key = line?.dataset['key'];
  return { schema, table: of, ...(column !== undefined && { column }), ...(key !== undefined && { key }) };
}

/** The id of what stands for an element: of its column if that is drawn, else of its table. */
function idOf(named: Named): string | null {
  const has = (name: string, value: string) => `[data-${name}="${CSS.escape(value)}"]`;
  const table = named.table === undefined ? has('enum', named.enum ?? '') : has('table', named.table);
  const box = document.querySelector(`.tb${has('schema', named.schema)}${table}, .g${has('schema', named.schema)} ${table}`);
  const row = named.column === undefined ? null : box?.querySelector(has('column', named.column));
  return (row ?? box)?.id ?? null;
}

/** A table as the server takes it. */
function tableOf(table: SVGElement): string {
  const { schema = '', table: name = '' } = table.dataset;
  return schema === '' ? name : `${schema}.${name}`;
}

function without(from: Asked, ...names: (keyof Asked)[]): Asked {
  return Object.fromEntries(Object.entries(from).filter(([name]) => !names.some((n) => n === name)));
}

function button(text: string, click: () => void): HTMLButtonElement {
  const made = document.createElement('button');
  made.textContent = text;
  made.addEventListener('click', click);
  return made;
}

/** A choice beside the search, hidden while there is nothing to choose. */
function choice(id: string, label: string, chosen: (value: string) => void): HTMLSelectElement {
  const select = document.createElement('select');
  select.id = id;
  select.title = label;
  select.setAttribute('aria-label', label);
  select.hidden = true;
  select.addEventListener('change', () => { chosen(select.value); });
  title.after(select);
  return select;
}

function options(select: HTMLSelectElement, names: string[], at: number, all?: string): void {
  select.hidden = names.length < 2;
  select.replaceChildren(...(all === undefined ? [] : [new Option(all, '')]), ...names.map((name, i) => new Option(name, String(i))));
  select.value = at < 0 ? '' : String(at);
}

const themes: Record<string, string> = {
  'vscode-light': 'light', 'vscode-dark': 'dark', 'vscode-high-contrast': 'contrast', 'vscode-high-contrast-light': 'contrast-light',
};
const follow = () => {
  document.documentElement.dataset['theme'] = themes[document.body.dataset['vscodeThemeKind'] ?? ''] ?? 'dark';
  viewer.recolor();
};
// The colours of a theme are on the root, its kind is on the body.
const watch = new MutationObserver(follow);
watch.observe(document.body, { attributeFilter: ['data-vscode-theme-kind'] });
watch.observe(document.documentElement, { attributeFilter: ['style'] });
follow();

let told = shape();
new ResizeObserver(() => {
  const now = aspect();
  if (now !== told) {
    told = now;
    vscode.postMessage({ type: 'reshaped', aspect: now });
  }
}).observe(main);
vscode.postMessage({ type: 'ready', aspect: told });
