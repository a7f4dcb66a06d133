import { connect } from 'rxgrad/client';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import type { Entry, Rate } from '../entry.ts';

const SECONDS = 4;
const program = fileURLToPath(new URL('../../../apps/cli/dist/main.js', import.meta.url));

/** What a subscriber sees of a run that goes flat out in a process of its own. */
async function watch(see: (client: ReturnType<typeof connect>) => Promise<Rate>): Promise<Rate> {
  const words = [program, '--run', 'flights', '--rate', 'max', '--port', '0'];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const client = connect(await urlOf(child.stdout), { WebSocket });
    try {
      return await see(client);
    } finally {
      await client.close();
    }
  } finally {
    child.kill();
    await once(child, 'close');
  }
}

async function urlOf(output: NodeJS.ReadableStream): Promise<string> {
  for await (const bytes of output) {
    const url = /http:\/\/\S+/.exec(String(bytes))?.[0];
    if (url !== undefined) return url;
  }
  throw new Error('the program printed no address');
}

export const entries: readonly Entry[] = [
  {
    name: 'liveness-metrics',
    work: 'metrics that a subscriber gets while a run goes flat out',
    unit: 'batches/s',
    goal: 10,
    prepare: () => ({
      measure: () =>
        watch(async (client) => {
          let batches = 0;
          const subscription = client.metrics$('flights').subscribe(() => (batches += 1));
          await setTimeout(SECONDS * 1000);
          subscription.unsubscribe();
          return { rate: batches / SECONDS };
        }),
    }),
  },
  {
    name: 'liveness-ping',
    work: 'pings answered one after the other at the pace of the slowest, while a run goes flat out',
    unit: 'pings/s',
    goal: 10,
    prepare: () => ({
      measure: () =>
        watch(async (client) => {
          const milliseconds: number[] = [];
          const end = performance.now() + SECONDS * 1000;
          while (performance.now() < end) {
            milliseconds.push(await client.ping());
            await setTimeout(20);
          }
          const slowest = Math.max(...milliseconds);
          return { rate: 1000 / slowest, detail: { pings: milliseconds.length, slowest } };
        }),
    }),
  },
];
