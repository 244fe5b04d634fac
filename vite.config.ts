/** Builds the studio: `node bin/build-studio.mjs` when sources changed, `npx vite` for its author. */

import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Rooms of pure functions: a module of which nothing is used does nothing. */
const PURE = /\/src\/(cel|kernel|language|protocol)\//;

/** What every page begins with, in one file: a request costs more than bytes one may not need. */
const KIT = {
  name: 'studio',
  test: new RegExp(
    [
      'rolldown/runtime|preload-helper|/src/protocol/(client|event-stream)|/src/kernel/(words|readable)',
      String.raw`/src/studio/((keys|kit|look|remote|router|words)/|shell/(?!login|entries|key-map)|(index|main)\.ts)`,
      'node_modules/(@fontsource[^/]*|react|react-dom|scheduler|@tanstack/(react-query|query-core))/',
    ].join('|'),
  ),
};
/** What a form is typed in: most requests are only read. */
const TYPING = {
  name: 'typing',
  test: /\/src\/studio\/form\/(entry|controls|inner|typed(?!-number)[^/]*|date\/(date-field|texts))\.tsx?$/,
};
/** What several screens share. */
const SHARED = {
  name: 'shared',
  test: /\/src\/(studio\/(form|inbox|instance|path|start)\/|kernel\/form-rules)/,
  minShareCount: 2,
};

const PDF = createRequire(import.meta.url).resolve('pdfjs-dist/package.json');
const { version: PDF_VERSION } = JSON.parse(readFileSync(PDF, 'utf8')) as { version: string };
/** What the reader of PDF files fetches by name when a file needs it; never before. */
const PDF_FOLDERS = ['cmaps', 'standard_fonts', 'wasm'];
const PDF_PLACE = `assets/pdf-${PDF_VERSION}`;

/** Puts those folders beside the other assets. WebAssembly is not let in; its plain stand-ins are. */
function pdfParts(): Plugin {
  return {
    name: 'pdf-parts',
    generateBundle() {
      for (const folder of PDF_FOLDERS) {
        const from = join(dirname(PDF), folder);
        for (const file of readdirSync(from).filter((name) => !name.endsWith('.wasm'))) {
          const source = readFileSync(join(from, file));
          this.emitFile({ type: 'asset', fileName: `${PDF_PLACE}/${folder}/${file}`, source });
        }
      }
    },
  };
}

export default defineConfig({
  root: 'src/studio',
  plugins: [react(), pdfParts()],
  define: { PDF_PLACE: JSON.stringify(`/${PDF_PLACE}`) },
  build: {
    outDir: '../../dist/studio',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    manifest: '.manifest.json',
    target: ['chrome125', 'firefox128', 'safari18'],
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // The page of a one-tap link is filled by the server and has no script.
      input: {
        index: 'src/studio/index.html',
        tap: 'src/studio/tap/tap.html',
        worker: 'src/studio/offline/worker.ts',
      },
      checks: { pluginTimings: false },
      output: {
        codeSplitting: { includeDependenciesRecursively: false, groups: [KIT, TYPING, SHARED] },
        // A worker is known by its address; its parts are put in by bin/build-studio.mjs.
        entryFileNames: ({ name }) => (name === 'worker' ? 'worker.js' : 'assets/[name]-[hash].js'),
      },
      treeshake: { moduleSideEffects: (id: string) => !PURE.test(id) },
    },
  },
  server: { proxy: { '/v1': 'http://127.0.0.1:7070' } },
});
