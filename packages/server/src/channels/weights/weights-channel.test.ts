import { ManualClock } from '@rxgrad/testkit';
import { WeightsDecoder } from '@rxgrad/wire';
import { describe, expect, test } from 'vitest';
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
      { id: 0, name: 'w', shape: [3], dtype: 'f32', offset: 0 },
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
