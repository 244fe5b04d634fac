/** Builds the studio: `node bin/build-studio.mjs` when sources changed, `npx vite` for its author. */

import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Rooms of pure functions: a module of which nothing is used does nothing. */
const PURE = /\/src\/(cel|kernel|language|protocol)\//;

export default defineConfig({
  root: 'src/studio',
  plugins: [react()],
  build: {
    outDir: '../../dist/studio',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    manifest: '.manifest.json',
    target: ['chrome125', 'firefox128', 'safari18'],
    modulePreload: { polyfill: false },
    rolldownOptions: {
      checks: { pluginTimings: false },
      treeshake: { moduleSideEffects: (id: string) => !PURE.test(id) },
    },
  },
  server: { proxy: { '/v1': 'http://127.0.0.1:7070' } },
});
