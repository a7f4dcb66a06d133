import { parameters, sgd } from '@rxgrad/model';
import { aggregate, contributions, stream, train, updateWeights } from '@rxgrad/stream';
import type { GradientFrame } from '@rxgrad/wire';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { contribution } from '../../testing/frames.ts';
import { RawClient } from '../../testing/raw-client.ts';
import { serve } from '../serve.ts';

async function start() {
  const model = parameters({ weights: [0, 0, 0, 0] });
  const contributed = contributions(model);
  const update$ = stream(contributed).pipe(
    aggregate({ mode: 'async', clipNorm: 1 }),
    updateWeights(sgd({ learningRate: 0.01 })),
  );
  const run = train({ name: 'made', model, update$, contributions: contributed });
  const server = await serve({ port: 0, runs: [run], closeGrace: 100, frameBurst: 1e6 });
  onTestFinished(async () => {
    await server.close();
    run.stop();
  });
  const client = await RawClient.connect(server.url);
  client.subscribe({ id: 1_000, run: 'made', channel: 'weights' });
  const { epoch } = await client.next('subscribed');
  client.send({ op: 'unsubscribe', id: 1_000 });
  return { model, run, server, client, epoch };
}

describe('a desk', () => {
  test('puts only so many together at a time, and those who leave make room', async () => {
    const { server, epoch } = await start();
    const half = { epoch, parts: 2, data: new Uint8Array(8) };
    const clients = await Promise.all(
      Array.from({ length: 65 }, () => RawClient.connect(server.url)),
    );
    for (const [i, client] of clients.entries()) {
      client.send(contribution({ ...half, contributor: `c${i}` }));
      await client.roundTrip();
    }
    const last = clients.at(-1) as RawClient;
    expect(await last.next('result')).toMatchObject({ status: 'throttled', upTo: 1 });
    await clients[0]?.leave();
    await expect.poll(() => server.connections).toBe(65); // 64 of these, and the one that asked for the epoch
    const again = { ...half, contributor: 'c64', request: 2 };
    last.send(contribution(again));
    last.send(contribution({ ...again, part: 1, first: 2 }));
    expect(await last.next('result')).toMatchObject({ status: 'applied' });
  });

  test('answers each request once at most, and lets no frame do harm', async () => {
    const { model, client, epoch } = await start();
    const frame = fc.record<Partial<GradientFrame>>({
      kind: fc.constantFrom('gradient', 'gradient', 'delta'),
      epoch: fc.constantFrom(epoch, epoch, epoch + 1, 0),
      base: fc.nat(3),
      n: fc.nat(2),
      part: fc.nat(2),
      parts: fc.integer({ min: 0, max: 3 }),
      encoding: fc.constantFrom('f32', 'f32', 'f16', 'int8', 'topk', 'zip', '__proto__'),
      first: fc.nat(5),
      indices: fc.constantFrom(undefined, Uint32Array.of(0), Uint32Array.of(3, 9)) as never,
      scales: fc.constantFrom(undefined, Float32Array.of(1), Float32Array.of(NaN)) as never,
      data: fc.uint8Array({ maxLength: 20 }),
      sequence: fc.nat(200),
      request: fc.nat(60),
    });
    const frames = fc.sample(frame, { numRuns: 3_000, seed: 1 });
    for (const { indices, scales, ...rest } of frames) {
      client.send(
        contribution({
          ...rest,
          ...(indices === undefined ? {} : { indices }),
          ...(scales === undefined ? {} : { scales }),
        }),
      );
    }
    await client.roundTrip();
    client.send(contribution({ epoch, base: model.version, sequence: 1_000, request: 1_000 }));
    let result = await client.next('result');
    let told = 1;
    for (; result.request !== 1_000; told += 1) result = await client.next('result');
    expect(result.status).toBe('applied');
    expect(told).toBeLessThanOrEqual(frames.length + 1);
    expect(model.data.every(Number.isFinite)).toBe(true);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});
