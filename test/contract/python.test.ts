import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { type Run } from '@rxgrad/stream';
import { type ServeOptions, type Server, serve } from '@rxgrad/server';
import { xxh32 } from '@rxgrad/wire';
import { describe, expect, onTestFinished, test } from 'vitest';
import { CuttableProxy } from '../e2e/cuttable-proxy.ts';
import { INPUTS, startRun } from '../faults/runs.ts';
import { PythonClient, linesOf, python } from './python.ts';

const ENCODINGS = ['f32', 'int8'];
const SAMPLES = 2_000;
const golden = new URL('../../packages/wire/golden/', import.meta.url);

async function listen(run: Run, options: ServeOptions = {}): Promise<Server> {
  const server = await serve({ port: 0, runs: [run], ...options });
  onTestFinished(async () => {
    await server.close();
    run.stop();
  });
  return server;
}

function start(options: Readonly<Record<string, unknown>>): PythonClient {
  const client = new PythonClient({ run: 'run', encodings: ENCODINGS, inputs: INPUTS, ...options });
  onTestFinished(() => client.kill());
  return client;
}

/** A run that has learned so many samples, and learns no more. */
async function ended(limit: number): Promise<Run> {
  const { run, fed } = startRun({ limit });
  fed.close();
  await run.done;
  return run;
}

const bytesOf = ({ model: { data } }: Run) =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
const hexOf = (run: Run) => Buffer.from(bytesOf(run)).toString('hex');

describe.skipIf(python === undefined)('a client in Python, from PROTOCOL.md alone', () => {
  test('reads every golden file as the document describes it', () => {
    const rows = linesOf('golden') as { name: string; values: number; wrong: string[] }[];
    expect(rows.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
    const files = readdirSync(golden).filter((file) => file.endsWith('.bin'));
    const read = rows.map(({ name }) => name);
    for (const file of files) expect(read).toContain(basename(file, '.bin'));
    expect(read.length).toBe(files.length + 2);
  });

  test('mirrors a run in f32 and int8 while it learns, and feeds it', async () => {
    const { run } = startRun({ rate: 1_000, hidden: 24 });
    const { url } = await listen(run);
    const client = start({ url: `${url.replace('http', 'ws')}/ws`, samples: SAMPLES });
    await client.heard(({ event }) => event === 'fed');
    // The hash of the snapshot, and that of one delta in 64.
    for (const encoding of ENCODINGS) {
      await client.heard((told) => told['encoding'] === encoding && Number(told['verified']) > 1);
    }
    run.stop();
    await client.mirrors(xxh32(bytesOf(run)), ENCODINGS);

    const { mirrors, fates, reasons, resent } = await client.end();
    expect(run.progress().rejected).toBe(SAMPLES * 0.01);
    expect(fates).toEqual({ applied: SAMPLES * 0.99, rejected: SAMPLES * 0.01 });
    expect(reasons.join()).toContain('NaN');
    expect(resent).toBe(0);
    for (const encoding of ENCODINGS) {
      expect(mirrors[encoding]).toMatchObject({ weights: hexOf(run), version: run.model.version });
      expect(mirrors[encoding]).toMatchObject({ state: 'ready', snapshots: 1 });
    }
  });

  test('loses and doubles nothing when its connection is cut, and resumes', async () => {
    const { run } = startRun({ limit: 0, hidden: 8, capacity: 300 });
    const server = await listen(run);
    const proxy = await CuttableProxy.to(server.port);
    onTestFinished(() => proxy.close());
    const client = start({ url: proxy.url, samples: SAMPLES });
    for (const cuts of [1, 2, 3]) {
      await client.heard(({ event, upTo }) => event === 'result' && Number(upTo) >= cuts * 500);
      proxy.cut();
      let subscribed = 0;
      await client.heard(({ event }) => event === 'subscribed' && ++subscribed === 2 * (cuts + 1));
    }
    await client.heard(({ event }) => event === 'fed');
    await client.mirrors(xxh32(bytesOf(run)), ENCODINGS);
    const { mirrors, fates } = await client.end();
    expect(run.progress()).toMatchObject({ samples: SAMPLES * 0.99, rejected: SAMPLES * 0.01 });
    expect(fates['throttled']).toBeUndefined();
    const told = Object.values(fates).reduce((sum, count) => sum + count, 0);
    expect(told).toBe(SAMPLES);
    for (const encoding of ENCODINGS) {
      expect(mirrors[encoding]).toMatchObject({ weights: hexOf(run), state: 'ready' });
      expect(mirrors[encoding]?.recovered).toBeGreaterThan(0);
    }
  });

  test('begins anew with a server that was restarted, after it was asked to leave', async () => {
    const run = await ended(100);
    const first = await serve({ port: 0, runs: [run] });
    const client = start({ url: `${first.url.replace('http', 'ws')}/ws` });
    await client.mirrors(xxh32(bytesOf(run)), ENCODINGS);
    await first.close({ restart: true });
    const other = await ended(200);
    await listen(other, { port: first.port });
    await client.mirrors(xxh32(bytesOf(other)), ENCODINGS);
    expect(client.told.filter(({ event }) => event === 'drain')).toHaveLength(1);
    expect(client.told.find(({ event }) => event === 'closed')).toMatchObject({ code: 1012 });
    const { mirrors } = await client.end();
    for (const encoding of ENCODINGS) {
      expect(mirrors[encoding]).toMatchObject({ weights: hexOf(other), recovered: 0 });
    }
  });

  test('goes back with a run that is rolled back', async () => {
    const { run } = startRun({ limit: 0 });
    const before = { weights: hexOf(run), state: run.model.snapshot() };
    const { url } = await listen(run);
    const client = start({ url: `${url.replace('http', 'ws')}/ws`, samples: 200 });
    await client.heard(({ event }) => event === 'fed');
    await client.mirrors(xxh32(bytesOf(run)), ENCODINGS);
    run.model.restore(before.state);
    // The run has had these weights before: what was told of them then does not count.
    const reset = await client.heard(({ event }) => event === 'reset');
    await client.mirrors(xxh32(bytesOf(run)), ENCODINGS, reset);
    const { mirrors } = await client.end();
    for (const encoding of ENCODINGS) {
      expect(mirrors[encoding]).toMatchObject({ weights: before.weights, version: 0 });
    }
  });

  test('tells an error of a subscription, and lives on', async () => {
    const { run } = startRun({ limit: 100 });
    const { url } = await listen(run);
    const client = start({ url: `${url.replace('http', 'ws')}/ws`, run: 'cke' });
    const error = await client.heard(({ event }) => event === 'error');
    expect(error).toMatchObject({ code: 'unknown-run', temporary: false });
    expect((await client.end()).mirrors).toEqual({});
    expect(client.told.map(({ event }) => event)).not.toContain('closed');
  });

  test('gives up where its token is not known', async () => {
    const { run } = startRun({ limit: 100 });
    const { url } = await listen(run, { tokens: { right: 'viewer' } });
    const client = start({ url: `${url.replace('http', 'ws')}/ws`, token: 'wrong' });
    expect(await client.heard(({ event }) => event === 'refused')).toMatchObject({ code: 4501 });
  });
});
