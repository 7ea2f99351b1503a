// Bundles the extension into dist/, or the directory that is named: one file starts
// faster than many.
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { build } from 'esbuild';

const dist = process.argv[2] ?? 'dist';

await build({
  entryPoints: ['src/extension.ts'],
  outfile: `${dist}/extension.js`,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['vscode'],
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
});

// The diagram's page: the viewer is that of the HTML that the server writes.
await build({
  entryPoints: ['webview/main.ts'],
  outfile: `${dist}/webview.js`,
  bundle: true,
  platform: 'browser',
  format: 'iife',
  target: 'es2022',
  loader: { '.html': 'text' },
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
});

const text = (name) => readFile(`${import.meta.dirname}/${name}`, 'utf8');
const page = (name) => text(`../../erd/page/${name}.css`);
const palettes = await Promise.all(
  ['light', 'dark', 'contrast', 'contrast-light'].map(async (name) => {
    const chosen = `:root[data-theme=${name}]`;
    return `${chosen},${chosen} .schemascope{${await page(name)}color-scheme:${name.match(/dark|contrast$/) ? 'dark' : 'light'}}`;
  }),
);
const own = await text('webview/vscode.css');
const forced = `@media (forced-colors:active){:root[data-theme],:root[data-theme] .schemascope{${await page('forced')}}}`;
await build({
  stdin: { contents: [...palettes, await page('diagram'), await page('page'), own, forced].join('\n'), loader: 'css' },
  outfile: `${dist}/webview.css`,
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
});
