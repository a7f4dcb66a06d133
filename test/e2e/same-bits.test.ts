import { findChromium, launchChromium } from '@rxgrad/testkit/chromium';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { expect, it } from 'vitest';
import { bitsOfTraining } from './same-bits-program.ts';

const chromium = findChromium();

/** The program and all that it imports as one script, which leaves its findings in `window.bits`. */
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
            ? `import { bitsOfTraining } from ${JSON.stringify(program)}; window.bits = bitsOfTraining();`
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
