import { ManualClock } from '@rxgrad/testkit';
import { TierEncoder, WeightsDecoder } from '@rxgrad/wire';
import { describe, expect, test, vi } from 'vitest';
import { RawClient } from '../../../testing/raw-client.ts';
import { start } from '../../../testing/start.ts';

describe('weights', () => {
  test('schema, snapshot and deltas are the weights, bit for bit', async () => {
    const clock = new ManualClock();
    const { url, run } = await start({ weights: Float32Array.of(1, 2, 3) }, { clock });
    const client = await RawClient.connect(url);
    client.subscribe({ id: 7, run: 'made', channel: 'weights', maxHz: 25 });
    expect(await client.next('subscribed')).toMatchObject({
      id: 7,
      version: 0,
      recovered: false,
      encoding: 'f32',
      hz: 20,
    });
    expect((await client.next('schema')).tensors).toEqual([
      { id: 0, name: 'first', shape: [1], dtype: 'f32', offset: 0 },
      { id: 1, name: 'middle', shape: [1], dtype: 'f32', offset: 1 },
      { id: 2, name: 'last', shape: [1], dtype: 'f32', offset: 2 },
    ]);
    const mirror = new WeightsDecoder(3);
    expect(mirror.apply(await client.next('snapshot'))).toBe('updated');
    for (let i = 0; i < 100; i += 1) {
      run.step((weights) => weights.set([Math.sin(i)], i % 3));
      clock.advance(50);
      expect(mirror.apply(await client.next('delta'))).toBe('updated');
      expect([...mirror.values]).toEqual([...run.data]);
      expect(mirror.version).toBe(run.version);
    }
    expect(mirror.verified).toBe(2);
  });

  test('a tier encodes once, and sends the same bytes to everybody', async () => {
    const clock = new ManualClock();
    const { url, run } = await start({}, { clock });
    const clients = await Promise.all(Array.from({ length: 5 }, () => RawClient.connect(url)));
    for (const client of clients) {
      client.subscribe({ id: 1, run: 'made', channel: 'weights' });
      await client.next('snapshot');
    }
    run.step((weights) => weights.set([1]));
    clock.advance(17);
    const deltas = await Promise.all(
      clients.map(async (client) => {
        await client.next('delta');
        return client.messages.at(-1);
      }),
    );
    for (const delta of deltas) expect(delta).toEqual(deltas[0]);
  });

  test('two subscriptions of a socket to one tier get each frame once', async () => {
    const clock = new ManualClock();
    const { url, run } = await start({}, { clock });
    const client = await RawClient.connect(url);
    client.subscribe({ id: 1, run: 'made', channel: 'weights' });
    client.subscribe({ id: 2, run: 'made', channel: 'weights' });
    const [one, two] = [await client.next('subscribed'), await client.next('subscribed')];
    expect(one.stream).toBe(two.stream);
    run.step((weights) => weights.set([1]));
    clock.advance(17);
    await client.next('delta');
    client.send({ op: 'unsubscribe', id: 1 });
    await client.roundTrip();
    expect(client.frames.filter(({ op }) => op === 'delta')).toEqual([]);
    run.step((weights) => weights.set([2]));
    clock.advance(17);
    await client.next('delta');
  });

  test('of some tensors come in the order of the schema; unknown ones are refused', async () => {
    const clock = new ManualClock();
    const { url, run } = await start({ weights: Float32Array.of(1, 2, 3) }, { clock });
    const client = await RawClient.connect(url);
    client.subscribe({ id: 1, run: 'made', channel: 'weights', tensors: ['last', 'first'] });
    const mirror = new WeightsDecoder(2);
    mirror.apply(await client.next('snapshot'));
    expect([...mirror.values]).toEqual([1, 3]);
    run.step((weights) => weights.set([7, 8, 9]));
    clock.advance(17);
    mirror.apply(await client.next('delta'));
    expect([...mirror.values]).toEqual([7, 9]);
    client.subscribe({ id: 2, run: 'made', channel: 'weights', tensors: ['none'] });
    expect(await client.next('error')).toMatchObject({ reference: 2, code: 'bad-request' });
  });

  test('are encoded as often for one subscriber as for many, and not at all for none', async () => {
    const tick = vi.spyOn(TierEncoder.prototype, 'tick');
    const clock = new ManualClock();
    const { url, run } = await start({}, { clock });
    const move = (): number => {
      tick.mockClear();
      for (let i = 0; i < 20; i += 1) {
        run.step((weights) => weights.set([i]));
        clock.advance(50);
      }
      return tick.mock.calls.length;
    };
    expect(move()).toBe(0);
    const clients = await Promise.all(Array.from({ length: 20 }, () => RawClient.connect(url)));
    for (const [count, client] of clients.entries()) {
      client.subscribe({ id: 1, run: 'made', channel: 'weights', maxHz: 20 });
      await client.next('snapshot');
      if (count === 0) expect(move()).toBe(20);
    }
    expect(move()).toBe(20);
    for (const client of clients) client.send({ op: 'unsubscribe', id: 1 });
    for (const client of clients) await client.roundTrip();
    expect(move()).toBe(0);
    tick.mockRestore();
  });

  test('of quantized tiers come to the exact weights once they rest', async () => {
    const clock = new ManualClock();
    const { url, run } = await start({ weights: new Float32Array(300) }, { clock });
    const client = await RawClient.connect(url);
    client.subscribe({ id: 1, run: 'made', channel: 'weights', encodings: ['int8'] });
    expect((await client.next('subscribed')).encoding).toBe('int8');
    const mirror = new WeightsDecoder(300);
    mirror.apply(await client.next('snapshot'));
    run.step((weights) => weights.forEach((_, i) => (weights[i] = Math.sin(i))));
    for (let i = 0; i < 40; i += 1) clock.advance(17);
    await client.roundTrip();
    for (const frame of client.frames) if (frame.op === 'delta') mirror.apply(frame);
    expect([...mirror.values]).toEqual([...run.data]);
  });

  test('who comes back in time gets what it missed', async () => {
    const clock = new ManualClock();
    const { url, run } = await start({}, { clock });
    const watcher = await RawClient.connect(url);
    watcher.subscribe({ id: 1, run: 'made', channel: 'weights' });
    await watcher.next('snapshot');
    const client = await RawClient.connect(url);
    client.subscribe({ id: 1, run: 'made', channel: 'weights' });
    const { stream, epoch } = await client.next('subscribed');
    const mirror = new WeightsDecoder(3);
    mirror.apply(await client.next('snapshot'));
    await client.leave();
    for (let i = 1; i <= 3; i += 1) {
      run.step((weights) => weights.set([i]));
      clock.advance(17);
    }
    const again = await RawClient.connect(url);
    const from = { epoch, stream, sequence: mirror.sequence };
    again.subscribe({ id: 1, run: 'made', channel: 'weights', from });
    expect((await again.next('subscribed')).recovered).toBe(true);
    for (let i = 1; i <= 3; i += 1) mirror.apply(await again.next('delta'));
    expect([...mirror.values]).toEqual([...run.data]);
  });
});
