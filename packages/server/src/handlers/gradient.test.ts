import { parameters, sgd } from '@rxgrad/model';
import {
  type AggregateOptions,
  type ContributionsOptions,
  aggregate,
  contributions,
  stream,
  train,
  updateWeights,
} from '@rxgrad/stream';
import { GradientEncoder, type GradientFrame } from '@rxgrad/wire';
import { describe, expect, onTestFinished, test } from 'vitest';
import { contribution } from '../../testing/frames.ts';
import { RawClient } from '../../testing/raw-client.ts';
import { type ServeOptions, serve } from '../serve.ts';

const bytes = (...values: number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);

/** A run of some weights that others move, and who tells its epoch. */
async function start(
  { size = 1, ...options }: ContributionsOptions & { readonly size?: number } = {},
  how: AggregateOptions = { mode: 'async', discount: 0 },
  served: ServeOptions = {},
) {
  const model = parameters({ weight: new Float32Array(size) });
  const contributed = contributions(model, options);
  const update$ = stream(contributed).pipe(aggregate(how), updateWeights(sgd({ learningRate: 1 })));
  const run = train({ name: 'made', model, update$, contributions: contributed });
  const server = await serve({ port: 0, runs: [run], closeGrace: 100, ...served });
  onTestFinished(async () => {
    await server.close();
    run.stop();
  });
  const client = await RawClient.connect(server.url);
  client.subscribe({ id: 1_000, run: 'made', channel: 'weights' });
  const { epoch } = await client.next('subscribed');
  const send = (over: Partial<GradientFrame> = {}, by = client): void =>
    by.send(contribution({ epoch, ...over }));
  return { model, run, contributed, url: server.url, client, epoch, send };
}

describe('GRADIENT', () => {
  test('is applied, and told with the version that it made', async () => {
    const { model, client, send } = await start();
    send({ data: bytes(0.5), sequence: 7 });
    expect(await client.next('result')).toMatchObject({
      request: 1,
      status: 'applied',
      upTo: 8,
      version: 1,
    });
    expect([...model.data]).toEqual([-0.5]);
  });

  test('of many weights is put together from its parts', async () => {
    const size = 150_000;
    const { model, client, send } = await start({ size });
    const gradient = Float32Array.from({ length: size }, (_, i) => i % 8);
    const parts = new GradientEncoder(size, 'f32').encode(gradient);
    expect(parts.length).toBeGreaterThan(2);
    for (const part of parts) send(part);
    expect(await client.next('result')).toMatchObject({ status: 'applied' });
    expect(model.data).toEqual(gradient.map((value) => 0 - value));
  });

  test('sent twice is applied once, and answered as before, also while it waits', async () => {
    const { model, run, client, url, send } = await start();
    send({ data: bytes(1) });
    await client.next('result');
    send({ data: bytes(1), request: 2 });
    expect(await client.next('result')).toMatchObject({
      request: 2,
      status: 'applied',
      version: 1,
    });
    expect(model.version).toBe(1);
    run.pause();
    send({ data: bytes(1), request: 3, sequence: 1, base: 1 });
    await client.roundTrip();
    await client.leave();
    const back = await RawClient.connect(url);
    send({ data: bytes(1), request: 1, sequence: 1, base: 1 }, back);
    send({ data: bytes(1), request: 2, sequence: 0 }, back);
    expect(await back.next('result')).toMatchObject({ request: 2, status: 'duplicate' });
    run.resume();
    expect(await back.next('result')).toMatchObject({ request: 1, status: 'applied', version: 2 });
    expect([...model.data]).toEqual([-2]);
  });

  test('from too far back, or from before a rollback, is stale', async () => {
    const { model, run, client, epoch, send } = await start({}, { mode: 'async', maxStaleness: 0 });
    run.checkpoint('start');
    send({ data: bytes(1) });
    expect(await client.next('result')).toMatchObject({ status: 'applied' });
    send({ data: bytes(1), request: 2, sequence: 1 });
    expect(await client.next('result')).toMatchObject({ status: 'stale', version: 1 });
    run.rollback('start');
    send({ data: bytes(1), request: 3, sequence: 2 });
    expect(await client.next('result')).toMatchObject({ status: 'stale', version: 0 });
    send({ data: bytes(1), request: 4, sequence: 3, epoch: epoch + 1 });
    expect(await client.next('result')).toMatchObject({ status: 'applied', version: 1 });
    expect(model.epoch).toBe(1);
  });

  test.each<[string, Partial<GradientFrame>, string]>([
    ['a value that is no number', { data: bytes(Number.NaN) }, 'not finite'],
    ['an infinite value', { data: bytes(Infinity) }, 'not finite'],
    ['more values than weights', { data: bytes(1, 2) }, 'more values'],
    ['a place that is not there', { data: bytes(1), first: 1 }, 'do not exist'],
    ['half a value', { data: new Uint8Array(3) }, 'do not exist'],
    ['an encoding that is not there', { encoding: 'zip' }, 'unknown encoding'],
    ['a part that nothing comes before', { part: 1, parts: 2 }, 'expected part 0'],
    ['another kind', { kind: 'delta' }, 'takes gradients'],
    ['another schema', { schema: 'other' }, 'schema'],
    ['a version that is yet to come', { base: 3 }, 'version 3'],
    ['no samples', { n: 0 }, '0 samples'],
  ])('with %s is rejected by name, and weights are unchanged', async (_what, wrong, reason) => {
    const { model, client, send } = await start();
    send(wrong);
    const result = await client.next('result');
    expect(result).toMatchObject({ status: 'rejected', version: 0 });
    expect(result.reason).toContain(reason);
    send({ data: bytes(1), request: 2, sequence: 1 });
    expect(await client.next('result')).toMatchObject({ status: 'applied' });
    expect([...model.data]).toEqual([-1]);
  });

  test('whose parts are mixed with another is rejected, and the other is put together', async () => {
    const { model, client, send } = await start({ size: 2 });
    send({ part: 0, parts: 2, data: bytes(1) });
    send({ request: 2, sequence: 1, data: bytes(1, 2) });
    send({ part: 1, parts: 2, first: 1, data: bytes(1) });
    expect(await client.next('result')).toMatchObject({ request: 1, status: 'rejected' });
    expect(await client.next('result')).toMatchObject({ request: 2, status: 'applied' });
    expect([...model.data]).toEqual([-1, -2]);
  });

  test('for which there is no room is throttled, and taken when it comes again', async () => {
    const { model, run, client, send } = await start({ capacity: 1 });
    run.pause();
    send({ data: bytes(1) });
    await client.roundTrip();
    for (const request of [2, 3]) send({ data: bytes(1), request, sequence: request - 1 });
    expect((await client.next('result')).status).toMatch(/throttled/);
    run.resume();
    await expect.poll(() => model.version).toBeGreaterThan(0);
    await expect
      .poll(async () => {
        send({ data: bytes(1), request: 4, sequence: 3, base: 1 });
        return (await client.next('result')).status;
      })
      .toBe('applied');
  });

  test('takes a trainer, one name a connection, and one connection a name', async () => {
    const tokens = { viewer: 'feeder', trainer: 'trainer', other: 'trainer' } as const;
    const model = parameters({ weight: 0 });
    const contributed = contributions(model);
    const update$ = stream(contributed).pipe(aggregate({ mode: 'async' }), updateWeights(sgd()));
    const run = train({ name: 'made', model, update$, contributions: contributed });
    const server = await serve({ port: 0, runs: [run], closeGrace: 100, tokens });
    onTestFinished(async () => {
      await server.close();
      run.stop();
    });
    const connect = (token: string) => RawClient.connect(server.url, { hello: { token } });
    const [feeder, ada, ben] = await Promise.all(['viewer', 'trainer', 'other'].map(connect));
    feeder?.send(contribution());
    expect(await feeder?.next('error')).toMatchObject({ code: 'forbidden' });
    ada?.send(contribution({ contributor: 'ada' }));
    expect(await ada?.next('result')).toMatchObject({ status: 'stale' });
    ada?.send(contribution({ contributor: 'ada too', request: 2 }));
    expect(await ada?.next('error')).toMatchObject({ code: 'forbidden', reference: 2 });
    ben?.send(contribution({ contributor: 'ada' }));
    expect(await ben?.next('error')).toMatchObject({ code: 'forbidden' });
    await ada?.leave();
    await expect
      .poll(async () => {
        ben?.send(contribution({ contributor: 'ada', sequence: 1 }));
        await ben?.roundTrip();
        return ben?.frames.some(({ op }) => op === 'result');
      })
      .toBe(true);
  });

  test('numbered beyond what a RESULT can tell is answered with ERROR', async () => {
    const { client, send } = await start();
    send({ data: bytes(1), sequence: Number.MAX_SAFE_INTEGER });
    expect(await client.next('error')).toMatchObject({ code: 'bad-request' });
    await client.roundTrip();
  });

  test('to a run that is over is rejected, and so is what waited for it', async () => {
    const { run, client, send } = await start({}, { mode: 'rounds', size: 2 });
    send({ data: bytes(1) });
    await client.roundTrip();
    run.stop();
    expect(await client.next('result')).toMatchObject({ status: 'rejected', version: 0 });
    send({ data: bytes(1), request: 2, sequence: 1 });
    const { status, reason } = await client.next('result');
    expect([status, reason]).toEqual(['rejected', 'the run has stopped']);
  });
});
