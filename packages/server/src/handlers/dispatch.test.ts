import type { Frame } from '@rxgrad/wire';
import { describe, expect, test } from 'vitest';
import { contribution, feed, subscribe } from '../../testing/frames.ts';
import { HandMadeRun } from '../../testing/hand-made-run.ts';
import { RawClient } from '../../testing/raw-client.ts';
import { start } from '../../testing/start.ts';

describe('requests', () => {
  test.each<[string, Frame, string]>([
    ['an unknown run', subscribe({ run: 'none' }), 'unknown-run'],
    ['an unknown subscription', { op: 'unsubscribe', id: 9 }, 'bad-request'],
    ['samples to a run without an inbox', feed({}), 'unsupported'],
    ['a contribution to a run that takes none', contribution({}), 'unsupported'],
  ])('%s is answered with ERROR', async (_what, frame, code) => {
    const { url } = await start();
    const client = await RawClient.connect(url);
    client.send(frame);
    expect(await client.next('error')).toMatchObject({ code });
    await client.roundTrip();
  });

  test('samples numbered beyond what a RESULT can tell are answered with ERROR', async () => {
    const { url } = await start({ capacity: 8 });
    const client = await RawClient.connect(url);
    client.send(feed({ first: Number.MAX_SAFE_INTEGER }));
    expect(await client.next('error')).toMatchObject({ reference: 1, code: 'bad-request' });
    await client.roundTrip();
  });

  test('a subscription id is used once, and there is a limit', async () => {
    const { url } = await start({}, { maxSubscriptions: 2 });
    const client = await RawClient.connect(url);
    client.subscribe({ id: 1, run: 'made', channel: 'metrics' });
    client.subscribe({ id: 1, run: 'made', channel: 'metrics' });
    expect(await client.next('error')).toMatchObject({ reference: 1, code: 'bad-request' });
    client.subscribe({ id: 2, run: 'made', channel: 'events' });
    client.subscribe({ id: 3, run: 'made', channel: 'metrics' });
    expect(await client.next('error')).toMatchObject({ code: 'limit', temporary: true });
    client.send({ op: 'unsubscribe', id: 1 });
    client.subscribe({ id: 3, run: 'made', channel: 'metrics' });
    await client.next('subscribed');
    await client.next('subscribed');
    await client.next('subscribed');
  });

  test('garbage after WELCOME ends the session and no other', async () => {
    const { url } = await start();
    const bad = await RawClient.connect(url);
    const good = await RawClient.connect(url);
    bad.socket.send(Uint8Array.of(0x93, 0x03));
    expect((await bad.closed).code).toBe(4500);
    const big = await RawClient.connect(url);
    big.socket.send(new Uint8Array(2 << 20));
    expect((await big.closed).code).toBe(1009);
    await good.roundTrip();
  });

  test('a new run, and one that ends, is told to everybody', async () => {
    const { url, server, run } = await start();
    const client = await RawClient.connect(url);
    server.add(new HandMadeRun({ name: 'later' }).run);
    expect((await client.next('runs')).runs.map(({ name }) => name)).toEqual(['made', 'later']);
    run.finish();
    expect((await client.next('runs')).runs[0]).toMatchObject({ state: 'done' });
  });
});
