import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defaultClientConditions, defineConfig } from 'vite';

/** Relative URLs, one script, one style sheet, nothing inline: the page runs under a strict CSP, wherever it lies. */
export default defineConfig({
  base: './',
  plugins: [svelte()],
  resolve: { conditions: ['@rxgrad/source', ...defaultClientConditions] },
  build: {
    target: 'es2023',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 800,
  },
  server: { proxy: { '/ws': { target: 'ws://127.0.0.1:7410', ws: true } } },
});
