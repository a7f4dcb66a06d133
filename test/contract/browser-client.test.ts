import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { ConnectOptions } from '@rxgrad/client';
import { findChromium, launchChromium } from '@rxgrad/testkit/chromium';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { cases, runCase } from './client-contract.ts';
import { startHost, type Host, type Question } from './contract-host.ts';

const names = Object.keys(cases);
const chromium = findChromium();

/** Runs one case against a host of its own. */
async function against(
  origins: readonly string[],
  run: (host: Host) => Promise<unknown>,
): Promise<void> {
  const host = await startHost(origins);
  try {
    await run(host);
  } finally {
    await host.close();
  }
}

function inNode(name: string, options: ConnectOptions): Promise<void> {
  return against([], (host) => {
    const ask = async (question: Question, argument?: unknown): Promise<unknown> =>
      host.ask(question, argument);
    return runCase(name, { url: host.url, options, ask });
  });
}

describe('a client in Node, with the WebSocket of ws', () => {
  it.each(names)('%s', (name) => inNode(name, { WebSocket }));
});

describe.skipIf(!('WebSocket' in globalThis))('a client in Node, with Node’s own', () => {
  it.each(names)('%s', (name) => inNode(name, {}));
});

/** The suite and all that it imports as one script. */
async function bundle(): Promise<string> {
  const output = await build({
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['@rxgrad/source', 'module', 'browser', 'development|production'] },
    build: {
      write: false,
      rolldownOptions: {
        input: fileURLToPath(new URL('contract-program.ts', import.meta.url)),
        output: { format: 'iife' },
      },
    },
  });
  const chunks = (Array.isArray(output) ? output : [output]).flatMap((one) =>
    'output' in one ? one.output : [],
  );
  const script = chunks.find((chunk) => chunk.type === 'chunk');
  if (script === undefined) throw new Error('nothing was bundled');
  return script.code;
}

/** Starts a worker from the script, and does in the page what it asks for. */
const RUN_IN_WORKER = `(script, name, url) => new Promise((resolve, reject) => {
  const worker = new Worker(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })));
  worker.onerror = (event) => reject(new Error(event.message));
  worker.onmessage = async ({ data }) => {
    if (data.kind === 'ask') {
      const answer = await window.ask(data.question, data.argument);
      worker.postMessage({ kind: 'answer', id: data.id, answer });
      return;
    }
    worker.terminate();
    if (data.error === undefined) resolve();
    else reject(new Error(data.error));
  };
  worker.postMessage({ kind: 'run', name, url });
})`;

describe.skipIf(chromium === undefined)('a client in a browser, with its own WebSocket', () => {
  let pages: Server;
  let origin: string;
  let script: string;
  let browser: Awaited<ReturnType<typeof launchChromium>>;

  beforeAll(async () => {
    pages = createServer((_request, response) => {
      response.setHeader('Content-Type', 'text/html');
      response.end('<!doctype html><title>contract</title>');
    }).listen(0, '127.0.0.1');
    await once(pages, 'listening');
    origin = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`;
    [script, browser] = await Promise.all([bundle(), launchChromium(chromium ?? '')]);
  });

  afterAll(async () => {
    await browser?.close();
    pages.closeAllConnections();
    await new Promise((resolve) => pages.close(resolve));
  });

  async function inPage(expression: (url: string) => string): Promise<void> {
    await against([origin], async (host) => {
      const page = await browser.newPage();
      await page.exposeFunction('ask', (question: Question, argument?: unknown) =>
        host.ask(question, argument),
      );
      await page.goto(origin);
      await page.addScriptTag({ content: script });
      await page.evaluate(expression(JSON.stringify(host.url)));
      await page.close();
    });
  }

  it.each(names)('in a page: %s', async (name) => {
    await inPage((url) => `window.runHere(${JSON.stringify(name)}, ${url})`);
  });

  it.each(names)('in a worker: %s', async (name) => {
    const given = (url: string): string =>
      [script, name].map((one) => JSON.stringify(one)).join() + `, ${url}`;
    await inPage((url) => `(${RUN_IN_WORKER})(${given(url)})`);
  });

  it('an assertion that fails in there fails here', async () => {
    const wrong = inPage((url) => `window.runHere('no such case', ${url})`);
    await expect(wrong).rejects.toThrow(TypeError.name);
  });
});
