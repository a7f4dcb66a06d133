import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Workspace packages resolve to their sources, so that a test sees the line that was just edited. */
const conditions = ['@rxgrad/source', 'module', 'node', 'development|production'];

/** Where `.ci/run` wants to read what passed and what failed. */
const report = process.env['RXGRAD_TEST_REPORT'];

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['{packages,apps,test}/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A poll ends when what it waits for is there: on a busy machine that may take a while.
    expect: { poll: { timeout: 20_000 } },
    reporters: report ? ['default', ['json', { outputFile: report }]] : ['default'],
  },
});
