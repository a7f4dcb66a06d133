import { ManualClock } from '@rxgrad/testkit';
import { describe, expect, test } from 'vitest';
import { RawClient } from '../../../testing/raw-client.ts';
import { start } from '../../../testing/start.ts';

describe('metrics', () => {
  test('rows when the step has moved, with the mean loss since the row before', async () => {
    const clock = new ManualClock();
    const { url, run } = await start({}, { clock });
    run.step(() => {}, 4);
    clock.advance(40);
    const client = await RawClient.connect(url);
    client.subscribe({ id: 1, run: 'made', channel: 'metrics' });
    const history = await client.next('metrics');
    expect(history.names.slice(0, 6)).toEqual([
      'step',
      'version',
      'samples',
      'rejected',
      'loss',
      'learningRate',
    ]);
    expect(history.columns.map(([value]) => value)).toEqual([1, 1, 1, 0, 4, 0.1]);
    clock.advance(200);
    run.step(() => {}, 1);
    run.step(() => {}, 2);
    run.progress = { ...run.progress, metrics: { accuracy: 0.5 }, baseline: { accuracy: 0.1 } };
    clock.advance(40);
    const row = await client.next('metrics');
    expect(row).toMatchObject({ first: 3, merged: false });
    expect(row.columns.map(([value]) => value)).toEqual([3, 3, 3, 0, 1.5, 0.1, 0.5, 0.1]);
    expect(row.names.slice(6)).toEqual(['accuracy', 'baseline.accuracy']);
  });

  test('a past of many figures comes as fast as it is read, and cuts nobody', async () => {
    const clock = new ManualClock();
    const { url, run } = await start({}, { clock, softMark: 40_000, hardMark: 80_000 });
    const metrics = Object.fromEntries(Array.from({ length: 240 }, (_, i) => [`m${i}`, i]));
    run.progress = { ...run.progress, metrics };
    for (let row = 0; row < 400; row += 1) {
      run.step(() => {});
      clock.advance(40);
    }
    const client = await RawClient.connect(url);
    client.subscribe({ id: 1, run: 'made', channel: 'metrics' });
    const steps: number[] = [];
    while (steps.length < 400) steps.push(...((await client.next('metrics')).columns[0] ?? []));
    expect(steps).toEqual(Array.from({ length: 400 }, (_, row) => row + 1));
    run.step(() => {});
    clock.advance(40);
    expect((await client.next('metrics')).columns[0]?.[0]).toBe(401);
  });

  test('one more subscription gets the past, too', async () => {
    const clock = new ManualClock();
    const { url, run } = await start({}, { clock });
    run.step(() => {});
    clock.advance(40);
    const client = await RawClient.connect(url);
    for (const id of [1, 2]) {
      client.subscribe({ id, run: 'made', channel: 'metrics' });
      await client.next('subscribed');
      expect((await client.next('metrics')).first).toBe(1);
    }
    run.step(() => {});
    clock.advance(40);
    expect((await client.next('metrics')).first).toBe(2);
    await client.roundTrip();
    expect(client.frames).toEqual([]);
  });
});
