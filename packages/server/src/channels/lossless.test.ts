import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ManualClock } from '@rxgrad/testkit';
import { StandardScaler } from '@rxgrad/online';
import { type ServerFrame, WeightsDecoder, encode } from '@rxgrad/wire';
import { describe, expect, test } from 'vitest';
import type { HandMadeRun } from '../../testing/hand-made-run.ts';
import { RawClient } from '../../testing/raw-client.ts';
import { start } from '../../testing/start.ts';

const SIZE = 1_000;

/** Each step changes all weights: a delta of a little more than 4,000 bytes. */
function move(run: HandMadeRun, times: number): void {
  for (let time = 0; time < times; time += 1) run.step((weights) => weights.fill(run.version + 1));
}

/** Memory of all arrays that somebody still holds; what was let go is swept a little later. */
function arrayBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().arrayBuffers;
}

describe('mode all', () => {
  test('sends each version as it is made, without a clock', async () => {
    const { url, run } = await start(
      { weights: new Float32Array(3) },
      { clock: new ManualClock() },
    );
    const client = await RawClient.connect(url);
    client.subscribe({ id: 1, run: 'made', channel: 'weights', mode: 'all', encodings: ['int8'] });
    expect(await client.next('subscribed')).toMatchObject({ encoding: 'f32', hz: 0 });
    const mirror = new WeightsDecoder(3);
    mirror.apply(await client.next('snapshot'));
    move(run, 100);
    for (let version = 1; version <= 100; version += 1) {
      expect(mirror.apply(await client.next('delta'))).toBe('updated');
      expect([mirror.version, ...mirror.values]).toEqual([version, version, version, version]);
    }
  });

  test('sends as much as was granted, and goes on with CREDIT', async () => {
    const { url, run } = await start({ weights: new Float32Array(SIZE) });
    const client = await RawClient.connect(url);
    const asked = { run: 'made', channel: 'weights', mode: 'all' } as const;
    client.subscribe({ id: 1, ...asked, credit: 10_000 });
    const { stream } = await client.next('subscribed');
    await client.next('snapshot');
    move(run, 10);
    await client.roundTrip();
    const arrived = (): number => client.frames.filter(({ op }) => op === 'delta').length;
    // Each takes some 4,000 bytes, the snapshot too; the last one is begun within and ends beyond.
    expect(arrived()).toBe(2);
    client.send({ op: 'credit', unit: 'bytes', of: `${stream}`, amount: 12_000 });
    await client.roundTrip();
    expect(arrived()).toBe(5);
    client.send({ op: 'credit', unit: 'bytes', of: `${stream}`, amount: 1_000_000 });
    await client.roundTrip();
    expect(arrived()).toBe(10);
    client.send({ op: 'credit', unit: 'samples', of: 'x', amount: 1 });
    expect(await client.next('error')).toMatchObject({ code: 'bad-request' });
  });

  test.each(['weights', 'metrics', 'predictions'] as const)(
    'of %s cuts who lets too much wait with 4430, and nobody else',
    async (channel) => {
      const clock = new ManualClock();
      const limits = { clock, maxBacklog: 8_000 };
      const { url, run } = await start({ weights: new Float32Array(SIZE) }, limits);
      const slow = await RawClient.connect(url);
      const fine = await RawClient.connect(url);
      slow.subscribe({ id: 1, run: 'made', channel, mode: 'all', credit: 1 });
      fine.subscribe({ id: 1, run: 'made', channel, mode: 'all' });
      for (const client of [slow, fine]) await client.next('subscribed');
      for (let round = 0; round < 60; round += 1) {
        move(run, 20);
        clock.advance(40);
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect((await slow.closed).code).toBe(4430);
      await fine.roundTrip();
    },
  );

  test('keeps nothing that a reader has had, also of one that is always a little behind', async () => {
    const { url, run } = await start({ weights: new Float32Array(20_000) });
    const client = await RawClient.connect(url);
    client.subscribe({ id: 1, run: 'made', channel: 'weights', mode: 'all', credit: 1 });
    const { stream } = await client.next('subscribed');
    await client.next('snapshot');
    const before = arrayBytes();
    move(run, 1);
    for (let version = 1; version <= 500; version += 1) {
      move(run, 1);
      const amount = client.messages.at(-1)?.byteLength ?? 0;
      client.messages.length = 0;
      client.send({ op: 'credit', unit: 'bytes', of: `${stream}`, amount });
      expect(await client.next('delta')).toMatchObject({ version });
    }
    client.messages.length = 0;
    // Of the 40 MB that were sent, 8 are kept for who comes back.
    await expect.poll(() => arrayBytes() - before).toBeLessThan(20e6);
  });

  test('does not cut who comes back for what it missed, however much that is', async () => {
    const { url, run } = await start({ weights: new Float32Array(SIZE) }, { maxBacklog: 8_000 });
    const client = await RawClient.connect(url);
    const asked = { run: 'made', channel: 'weights', mode: 'all' } as const;
    client.subscribe({ id: 1, ...asked });
    const { stream, epoch } = await client.next('subscribed');
    const { sequence } = await client.next('snapshot');
    client.send({ op: 'unsubscribe', id: 1 });
    await client.roundTrip();
    move(run, 10);
    const from = { epoch, stream, sequence };
    client.subscribe({ id: 2, ...asked, from, credit: 1 });
    expect(await client.next('subscribed')).toMatchObject({ recovered: true });
    await client.roundTrip();
    client.send({ op: 'credit', unit: 'bytes', of: `${stream}`, amount: 1_000_000 });
    for (let version = 1; version <= 10; version += 1) {
      expect(await client.next('delta')).toMatchObject({ version });
    }
  });

  test('lets a reader that takes nothing wait for one beginning only', async () => {
    const { url, run } = await start({ weights: new Float32Array(SIZE) }, { maxBacklog: 8_000 });
    const client = await RawClient.connect(url);
    client.subscribe({ id: 1, run: 'made', channel: 'weights', mode: 'all', credit: 1 });
    await client.next('snapshot');
    for (let time = 0; time < 5; time += 1) {
      run.epoch += 1;
      move(run, 1);
    }
    expect((await client.closed).code).toBe(4430);
  });

  test('keeps rows no longer than a reader may take to come back', async () => {
    const clock = new ManualClock();
    const { url, run } = await start({}, { clock });
    const metrics = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`m${i}`, i]));
    run.progress = { ...run.progress, metrics };
    const client = await RawClient.connect(url);
    client.subscribe({ id: 1, run: 'made', channel: 'metrics', mode: 'all' });
    await client.next('subscribed');
    const before = arrayBytes();
    move(run, 256 * 10);
    client.send({ op: 'unsubscribe', id: 1 });
    await client.roundTrip();
    client.messages.length = 0;
    client.frames.length = 0;
    expect(arrayBytes() - before).toBeGreaterThan(3e6);
    clock.advance(60_000);
    await expect.poll(() => arrayBytes() - before).toBeLessThan(1e6);
  });

  test('takes no credit for a SCHEMA', async () => {
    const { url, run } = await start({ weights: new Float32Array(3) });
    const learned = new StandardScaler();
    Object.defineProperty(run.run, 'preprocessing', { value: [{ learned }] });
    const client = await RawClient.connect(url);
    const asked = { run: 'made', channel: 'weights', mode: 'all', state: true } as const;
    client.subscribe({ id: 1, ...asked, credit: 1 });
    const { stream } = await client.next('subscribed');
    const grant = (read: ServerFrame): void => {
      const amount = encode(read).byteLength;
      client.send({ op: 'credit', unit: 'bytes', of: `${stream}`, amount });
    };
    await client.next('schema');
    grant(await client.next('snapshot'));
    await client.roundTrip();
    learned.learnOne([1, 2]);
    move(run, 1);
    grant(await client.next('reset'));
    await client.next('schema');
    expect(await client.next('snapshot')).toMatchObject({ version: 1 });
  });

  test('of events never leaves one out, and goes on where a reader was', async () => {
    const { url, run } = await start();
    const event = (sequence: number) =>
      ({ sequence, level: 'info', code: 'c', step: 0, detail: '' }) as const;
    for (const sequence of [1, 2, 3]) run.events.next(event(sequence));
    const client = await RawClient.connect(url);
    client.subscribe({ id: 1, run: 'made', channel: 'events', mode: 'all' });
    const { stream, epoch, recovered } = await client.next('subscribed');
    expect(recovered).toBe(false);
    for (const sequence of [1, 2, 3]) expect((await client.next('event')).sequence).toBe(sequence);
    const again = await RawClient.connect(url);
    const from = { epoch, stream, sequence: 2 };
    again.subscribe({ id: 1, run: 'made', channel: 'events', mode: 'all', from });
    expect((await again.next('subscribed')).recovered).toBe(true);
    expect((await again.next('event')).sequence).toBe(3);
    for (let sequence = 4; sequence < 400; sequence += 1) run.events.next(event(sequence));
    const late = await RawClient.connect(url);
    late.subscribe({ id: 1, run: 'made', channel: 'events', mode: 'all', from });
    expect((await late.next('subscribed')).recovered).toBe(false);
    expect((await late.next('event')).sequence).toBe(144);
  });
});

describe('a client that takes small messages only', () => {
  test('is refused weights that are larger, and told so', async () => {
    const { url } = await start({ weights: new Float32Array(100_000) });
    const client = await RawClient.connect(url, { hello: { maxFrame: 100_000 } });
    client.subscribe({ id: 1, run: 'made', channel: 'weights' });
    expect(await client.next('error')).toMatchObject({ reference: 1, code: 'limit' });
    client.subscribe({ id: 2, run: 'made', channel: 'weights', tensors: ['first'] });
    await client.next('snapshot');
  });

  test('leaves no tiers behind that nobody was let into', async () => {
    const { url } = await start({ weights: new Float32Array(100_000) });
    const client = await RawClient.connect(url, { hello: { maxFrame: 100_000 } });
    const others = ['first', 'last', 'first'];
    for (let id = 0; id < 96; id += 1) {
      const encodings = [['f32', 'f16', 'int8', 'topk'][id % 4] as string];
      const tensors = ['middle', ...others.slice(0, Math.floor(id / 4) % 4)];
      const maxHz = [60, 20, 5, 1, 0][Math.floor(id / 16)] ?? 0;
      const mode = id < 80 ? 'latest' : 'all';
      client.subscribe({ id, run: 'made', channel: 'weights', encodings, tensors, maxHz, mode });
      expect(await client.next('error')).toMatchObject({ reference: id, temporary: false });
    }
  });
});
