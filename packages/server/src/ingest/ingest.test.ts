import { ManualClock } from '@rxgrad/testkit';
import { describe, expect, test } from 'vitest';
import { feed } from '../../testing/frames.ts';
import { RawClient } from '../../testing/raw-client.ts';
import { HandMadeRun } from '../../testing/hand-made-run.ts';
import { start } from '../../testing/start.ts';
import { Feeds } from './feeds.ts';
import { ingest } from './ingest.ts';

describe('feeding', () => {
  test('applied, duplicate, rejected', async () => {
    const { url, run } = await start({ capacity: 100 });
    const client = await RawClient.connect(url);
    client.send(feed({ request: 1, n: 3, x: Float32Array.of(1, 2, NaN), y: new Float32Array(3) }));
    await client.roundTrip();
    expect(run.drain()).toBe(3);
    expect(await client.next('result')).toMatchObject({
      request: 1,
      status: 'applied',
      upTo: 2,
      version: 2,
    });
    expect(await client.next('result')).toMatchObject({
      status: 'rejected',
      upTo: 3,
      reason: 'not finite',
    });
    client.send(
      feed({ request: 2, first: 1, n: 3, x: new Float32Array(3), y: new Float32Array(3) }),
    );
    await client.roundTrip();
    expect(run.drain()).toBe(1);
    expect(await client.next('result')).toMatchObject({ request: 2, status: 'duplicate', upTo: 3 });
    expect(await client.next('result')).toMatchObject({ request: 2, status: 'applied', upTo: 4 });
  });

  test('no room: throttled whole, and what comes after it, too', async () => {
    const { url, run } = await start({ capacity: 4 });
    const client = await RawClient.connect(url);
    const three = { n: 3 };
    client.send(feed({ request: 1, first: 0, ...three }));
    client.send(feed({ request: 2, first: 3, ...three }));
    client.send(feed({ request: 3, first: 6 }));
    for (const request of [2, 3]) {
      expect(await client.next('result')).toMatchObject({ request, status: 'throttled' });
    }
    run.drain();
    expect(await client.next('result')).toMatchObject({ request: 1, status: 'applied', upTo: 3 });
    client.send(feed({ request: 4, first: 3, ...three }));
    client.send(feed({ request: 5, first: 6 }));
    await client.roundTrip();
    run.drain();
    expect(await client.next('result')).toMatchObject({ request: 4, status: 'applied', upTo: 6 });
    expect(await client.next('result')).toMatchObject({ request: 5, status: 'applied', upTo: 7 });
    expect(run.progress.samples).toBe(7);
  });

  test.each([
    ['no labels', { y: undefined }],
    ['labels that do not fit', { n: 2, x: new Float32Array(2), y: new Float32Array(3) }],
    ['features that do not fit', { n: 2, x: new Float32Array(3), y: new Float32Array(2) }],
    ['another schema', { schema: 'other' }],
    ['indices without rows', { indices: Uint32Array.of(1) }],
    ['rows that go back', { indices: Uint32Array.of(1), rows: Uint32Array.of(1, 0) }],
    ['rows that go too far', { indices: Uint32Array.of(1), rows: Uint32Array.of(0, 9) }],
  ])('%s: rejected with the reason', async (_what, wrong) => {
    const { url } = await start({ capacity: 4 });
    const client = await RawClient.connect(url);
    const { y, ...frame } = { ...feed({}), ...wrong };
    client.send(y === undefined ? frame : { ...frame, y });
    const result = await client.next('result');
    expect(result).toMatchObject({ status: 'rejected', upTo: frame.n });
    expect(result.reason).toBeTruthy();
  });

  test('frames that share a request are told about together, in order', async () => {
    const { url, run } = await start({ capacity: 100 });
    const client = await RawClient.connect(url);
    for (let first = 0; first < 8; first += 2) {
      const x = Float32Array.of(first, first === 4 ? NaN : 1);
      client.send(feed({ request: 1, first, n: 2, x, y: new Float32Array(2) }));
    }
    await client.roundTrip();
    run.drain();
    client.send(feed({ request: 1, first: 8 }));
    await client.roundTrip();
    run.drain();
    const told = [];
    for (let count = 0; count < 4; count += 1) told.push(await client.next('result'));
    expect(told.map(({ request, status, upTo }) => [request, status, upTo])).toEqual([
      [1, 'applied', 5],
      [1, 'rejected', 6],
      [1, 'applied', 8],
      [1, 'applied', 9],
    ]);
  });

  test('small fates of one request are told now and then, not one by one', async () => {
    const clock = new ManualClock();
    const { url, run } = await start({ capacity: 100 }, { clock });
    const client = await RawClient.connect(url);
    const send = async (first: number): Promise<void> => {
      client.send(feed({ request: 1, first }));
      await client.roundTrip();
      run.drain();
      await client.roundTrip();
    };
    const told = (): readonly number[] =>
      client.frames.flatMap((frame) =>
        frame.op === 'result' && frame.request === 1 ? [frame.upTo] : [],
      );
    await send(0);
    expect(told()).toEqual([1]);
    for (let first = 1; first < 5; first += 1) await send(first);
    expect(told()).toEqual([1]);
    clock.advance(2);
    await client.roundTrip();
    expect(told()).toEqual([1, 5]);
  });

  test('a request goes on where it ended, in the same feed, or not at all', async () => {
    const { url } = await start({ capacity: 100 });
    const client = await RawClient.connect(url);
    client.send(feed({ request: 1, n: 2 }));
    client.send(feed({ request: 1, first: 3 }));
    client.send(feed({ request: 1, first: 2, feed: 'other' }));
    for (let count = 0; count < 2; count += 1) {
      expect(await client.next('error')).toMatchObject({ reference: 1, code: 'bad-request' });
    }
  });

  test('a run that has ended learns nothing more', async () => {
    const { url, run } = await start({ capacity: 4 });
    const client = await RawClient.connect(url);
    run.finish();
    client.send(feed({}));
    expect(await client.next('result')).toMatchObject({ status: 'rejected' });
  });

  test('nothing is taken of a feed that was forgotten, since it may be a repeat', () => {
    const { run } = new HandMadeRun({ capacity: 100 });
    const to = { run, feeds: new Feeds({ remembered: 1, recognized: 8 }), schemaHash: 'made' };
    const statuses = ['a', 'b', 'a', 'a', 'b'].map((name, i) => {
      const intake = ingest(to, feed({ feed: name, first: i === 4 ? 1 : 0 }), () => {});
      return intake.tell().map(({ status }) => status)[0];
    });
    // What is not told yet waits in the inbox.
    expect(statuses).toEqual([undefined, undefined, 'rejected', 'rejected', undefined]);
  });

  test('a window of single samples that finds no room is no flood', async () => {
    const { url } = await start({ capacity: 1 }, { frameBurst: 100, clock: new ManualClock() });
    const client = await RawClient.connect(url);
    for (let first = 0; first < 1_000; first += 1) client.send(feed({ request: 1, first }));
    // No time goes by: a client that were in debt would not be read any more.
    await client.roundTrip();
  });

  test('a client with too much under way is not read until some of it is done', async () => {
    const { url, run } = await start({ capacity: 1_000 }, { maxQueuedFrames: 8 });
    const client = await RawClient.connect(url);
    for (let first = 0; first < 100; first += 1) client.send(feed({ request: first, first }));
    client.send({ op: 'ping', nonce: 5 });
    await expect
      .poll(() => {
        run.drain();
        return client.frames.some(({ op }) => op === 'pong');
      })
      .toBe(true);
    expect(run.progress.samples).toBe(100);
  });
});
