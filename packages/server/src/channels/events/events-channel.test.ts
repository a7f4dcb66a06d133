import { describe, expect, test } from 'vitest';
import { RawClient } from '../../../testing/raw-client.ts';
import { start } from '../../../testing/start.ts';

describe('events', () => {
  test('the last ones, then each as it happens', async () => {
    const { url, run } = await start();
    const event = { level: 'info', code: 'started', step: 0, detail: 'x'.repeat(5_000) } as const;
    run.events.next({ ...event, sequence: 1 });
    const client = await RawClient.connect(url);
    client.subscribe({ id: 1, run: 'made', channel: 'events' });
    expect(await client.next('event')).toMatchObject({ sequence: 1, code: 'started' });
    run.events.next({ ...event, sequence: 2, detail: 'short' });
    expect(await client.next('event')).toMatchObject({ sequence: 2, detail: 'short' });
  });

  test('one more subscription gets the last ones, too, and then each once', async () => {
    const { url, run } = await start();
    const event = { level: 'info', code: 'c', step: 0, detail: '' } as const;
    run.events.next({ ...event, sequence: 1 });
    const client = await RawClient.connect(url);
    for (const id of [1, 2]) {
      client.subscribe({ id, run: 'made', channel: 'events' });
      await client.next('subscribed');
      expect(await client.next('event')).toMatchObject({ sequence: 1 });
    }
    run.events.next({ ...event, sequence: 2 });
    await client.next('event');
    await client.roundTrip();
    expect(client.frames).toEqual([]);
  });
});
