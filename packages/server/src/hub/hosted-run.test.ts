import { ManualClock } from '@rxgrad/testkit';
import { type Frame, WeightsDecoder } from '@rxgrad/wire';
import { describe, expect, test } from 'vitest';
import { RawClient } from '../../testing/raw-client.ts';
import { start } from '../../testing/start.ts';

describe('a run whose weights go back', () => {
  test('starts a new epoch: RESET, a snapshot, and the curve as far as it still holds', async () => {
    const clock = new ManualClock();
    const { url, run } = await start({ weights: Float32Array.of(1, 2, 3) }, { clock });
    const client = await RawClient.connect(url);
    client.subscribe({ id: 1, run: 'made', channel: 'weights' });
    client.subscribe({ id: 2, run: 'made', channel: 'metrics' });
    const before = await client.next('subscribed');
    const mirror = new WeightsDecoder(3);
    mirror.apply(await client.next('snapshot'));
    for (let i = 0; i < 3; i += 1) {
      run.step((weights) => weights.fill(i));
      clock.advance(40);
      mirror.apply(await client.next('delta'));
      await client.next('metrics');
    }
    run.rollBack(1, Float32Array.of(7, 8, 9));
    clock.advance(40);
    const resets = [await client.next('reset'), await client.next('reset')];
    const epoch = before.epoch + 1;
    expect(resets.map((reset) => [reset.epoch, reset.reason])).toEqual([
      [epoch, 'rollback'],
      [epoch, 'rollback'],
    ]);
    expect(mirror.apply(resets[0] as (typeof resets)[number])).toBe('gap');
    expect(mirror.apply(await client.next('snapshot'))).toBe('updated');
    expect([mirror.epoch, mirror.version, ...mirror.values]).toEqual([epoch, 1, 7, 8, 9]);
    expect([...((await client.next('metrics')).columns[0] ?? [])]).toEqual([1]);
    run.step((weights) => weights.fill(4));
    clock.advance(40);
    expect(mirror.apply(await client.next('delta'))).toBe('updated');
    expect([mirror.version, ...mirror.values]).toEqual([2, 4, 4, 4]);
    expect([...((await client.next('metrics')).columns[0] ?? [])]).toEqual([2]);
  });

  test('loses no row of metrics that was not told yet', async () => {
    const clock = new ManualClock();
    const { url, run } = await start({}, { clock });
    run.step(() => {}, 4);
    run.epoch += 1;
    const client = await RawClient.connect(url);
    client.subscribe({ id: 1, run: 'made', channel: 'weights' });
    await client.next('snapshot');
    client.subscribe({ id: 2, run: 'made', channel: 'metrics' });
    expect([...((await client.next('metrics')).columns[0] ?? [])]).toEqual([1]);
  });

  test('is noticed also by who comes back after it', async () => {
    const clock = new ManualClock();
    const { url, run } = await start({}, { clock });
    const client = await RawClient.connect(url);
    run.step((weights) => weights.fill(5));
    client.subscribe({ id: 1, run: 'made', channel: 'weights' });
    const { stream, epoch } = await client.next('subscribed');
    const { sequence } = await client.next('snapshot');
    client.send({ op: 'unsubscribe', id: 1 });
    await client.roundTrip();
    run.rollBack(0, new Float32Array(3));
    const from = { epoch, stream, sequence };
    client.subscribe({ id: 2, run: 'made', channel: 'weights', from });
    expect(await client.next('subscribed')).toMatchObject({ epoch: epoch + 1, recovered: false });
    expect(await client.next('snapshot')).toMatchObject({ epoch: epoch + 1, version: 0 });
  });

  test('is told before any row of what it learns from then on', async () => {
    const clock = new ManualClock();
    const { url, run } = await start({}, { clock });
    const client = await RawClient.connect(url);
    client.subscribe({ id: 1, run: 'made', channel: 'metrics', mode: 'all' });
    client.subscribe({ id: 2, run: 'made', channel: 'predictions', mode: 'all' });
    await client.roundTrip();
    client.frames.length = 0;
    run.step(() => {});
    run.epoch += 1;
    run.step(() => {});
    clock.advance(40);
    await client.roundTrip();
    const stepsOf = (frame: Frame) => (frame.op === 'metrics' ? [...(frame.columns[0] ?? [])] : []);
    const told = client.frames.map((frame) => [frame.op, ...stepsOf(frame)]);
    expect(told.filter(([op]) => op !== 'predictions')).toEqual([
      ['metrics', 1],
      ['reset'],
      ['reset'],
      ['metrics', 2],
    ]);
    expect(told.filter(([op]) => op !== 'metrics').map(([op]) => op)).toEqual([
      'reset',
      'predictions',
      'reset',
      'predictions',
    ]);
  });
});
