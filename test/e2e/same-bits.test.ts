import { findChromium, launchChromium } from '@rxgrad/testkit/chromium';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'vite';
import { expect, it } from 'vitest';
import { bitsOfTraining } from './same-bits-program.ts';

const chromium = findChromium();

/** The program and all that it imports as one script, which leaves its findings in the global `bits`. */
async function bundle(): Promise<string> {
  const entry = 'virtual:same-bits';
  const program = fileURLToPath(new URL('./same-bits-program.ts', import.meta.url));
  const output = await build({
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['@rxgrad/source', 'module', 'browser', 'development|production'] },
    plugins: [
      {
        name: 'same-bits',
        resolveId: (id) => (id === entry ? `\0${entry}` : undefined),
        load: (id) =>
          id === `\0${entry}`
            ? `import { bitsOfTraining } from ${JSON.stringify(program)}; globalThis.bits = bitsOfTraining();`
            : undefined,
      },
    ],
    build: { write: false, rolldownOptions: { input: entry } },
  });
  const chunks = (Array.isArray(output) ? output : [output]).flatMap((one) =>
    'output' in one ? one.output : [],
  );
  const script = chunks.find((chunk) => chunk.type === 'chunk');
  if (script === undefined) throw new Error('nothing was bundled');
  return script.code;
}

// Fetches an engine of some 50 MB: CI does, people on the train don't.
it.skipIf(process.env['CI'] === undefined)(
  'training has the same bits on Node 24',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rxgrad-bits-'));
    try {
      const program = join(folder, 'bits.mjs');
      const print = 'console.log(JSON.stringify({ node: process.version, bits }));';
      await writeFile(program, `${await bundle()}\n${print}`);
      const { stdout } = await promisify(execFile)('npx', ['-y', 'node@24', program]);
      const { node, bits } = JSON.parse(stdout) as { node: string; bits: unknown };
      expect(node).toMatch(/^v24/);
      expect(bits).toEqual(bitsOfTraining());
    } finally {
      await rm(folder, { recursive: true });
    }
  },
  180_000,
);

it.skipIf(chromium === undefined)(
  'training has the same bits here and in a browser',
  async () => {
    const browser = await launchChromium(chromium ?? '');
    try {
      const page = await browser.newPage();
      await page.addScriptTag({ type: 'module', content: await bundle() });
      await page.waitForFunction('window.bits !== undefined');
      expect(await page.evaluate('window.bits')).toEqual(bitsOfTraining());
    } finally {
      await browser.close();
    }
  },
  60_000,
);
