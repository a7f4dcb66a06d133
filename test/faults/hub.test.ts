import { connect } from '@rxgrad/client';
import { type Run } from '@rxgrad/stream';
import { type ServeOptions, serve } from '@rxgrad/server';
import { filter, firstValueFrom, lastValueFrom, take, timer, toArray } from 'rxjs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { INPUTS, startRun } from './runs.ts';

async function hub(run: Run, options: ServeOptions = {}) {
  const server = await serve({ port: 0, runs: [run], ...options });
  const client = connect(server.url.replace('http', 'ws'), { WebSocket });
  onTestFinished(async () => {
    await client.close();
    await server.close();
    run.stop();
  });
  await firstValueFrom(client.state$.pipe(filter((state) => state === 'open')));
  return { server, client };
}

describe('while a run goes flat out', () => {
  // How often and how soon: `pnpm bench --only liveness`.
  test('metrics keep coming, and every ping is answered', async () => {
    const { run } = startRun();
    const { client } = await hub(run);
    const steps: number[] = [];
    const watch = client.metrics$('run').subscribe(({ rows }) => {
      steps.push(...rows.map(({ step }) => step));
    });
    for (let i = 0; i < 20; i++) {
      await client.ping();
      await firstValueFrom(timer(20));
    }
    const before = steps.length;
    await expect.poll(() => steps.length, { timeout: 20_000 }).toBeGreaterThan(before + 10);
    watch.unsubscribe();
    expect(run.state).toBe('running');
  });

  test('weights arrive, and once it has ended they are equal bit for bit', async () => {
    const { run } = startRun({ hidden: 32 });
    const { client } = await hub(run);
    const weights$ = client.weights$('run', { maxHz: 20 });
    const seen: number[] = [];
    const watch = weights$.subscribe(({ version }) => seen.push(version));
    await expect.poll(() => seen.length, { timeout: 20_000 }).toBeGreaterThan(3);
    run.stop();
    const last = await firstValueFrom(
      weights$.pipe(filter(({ version }) => version === run.model.version)),
    );
    expect(last.data).toEqual(run.model.data);
    expect(run.model.version).toBe(run.progress().samples);
    watch.unsubscribe();
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(last.verified).toBeGreaterThan(0);
  });
});

describe('samples from outside', () => {
  const sample = (value: number) => ({ x: new Float32Array(INPUTS).fill(value), y: value });

  test('each has its fate, told in order; bad ones touch no weight', async () => {
    const { run } = startRun({ limit: 0 });
    const { client } = await hub(run);
    const made = Array.from({ length: 2_000 }, (_, i) => sample(i % 100 === 7 ? Number.NaN : 0.5));
    const results = await lastValueFrom(client.feed('run', made).pipe(toArray()));
    const fates = results.map(({ status }) => status);
    expect(fates).toEqual(made.map(({ y }) => (Number.isNaN(y) ? 'rejected' : 'applied')));
    expect(run.progress()).toMatchObject({ samples: 1_980, rejected: 20 });
    expect(run.model.data.every(Number.isFinite)).toBe(true);
  });

  test('none is lost or learned twice when there is hardly room', async () => {
    const { run } = startRun({ limit: 0, capacity: 300 });
    const { client } = await hub(run);
    const feeds = Array.from({ length: 4 }, () =>
      lastValueFrom(
        client
          .feed(
            'run',
            Array.from({ length: 1_000 }, () => sample(1)),
          )
          .pipe(toArray()),
      ),
    );
    const results = (await Promise.all(feeds)).flat();
    expect(results.map(({ status }) => status)).toEqual(new Array(4_000).fill('applied'));
    expect(run.progress().samples).toBe(4_000);
  });

  test('a run that is stopped says so', async () => {
    const { run } = startRun();
    const { client } = await hub(run);
    run.stop();
    await firstValueFrom(client.runs$.pipe(filter(([info]) => info?.state === 'done')));
    const [result] = await lastValueFrom(client.feed('run', [sample(1)]).pipe(take(1), toArray()));
    expect(result).toMatchObject({ status: 'rejected' });
  });
});
