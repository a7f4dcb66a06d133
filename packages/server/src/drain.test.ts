import { ManualClock } from '@rxgrad/testkit';
import { describe, expect, test } from 'vitest';
import { feed } from '../testing/frames.ts';
import { OpenPost } from '../testing/post-lines.ts';
import { RawClient } from '../testing/raw-client.ts';
import { start } from '../testing/start.ts';

describe('a server that drains', () => {
  test('tells clients at once, lets what is under way finish, and lets nobody in', async () => {
    const clock = new ManualClock();
    const { url, server, run } = await start({ capacity: 8 }, { clock });
    const client = await RawClient.connect(url);
    client.send(feed({ request: 1, n: 2 }));
    await client.roundTrip();
    let closed = false;
    const closing = server.close({ drainWithin: 10_000 }).then(() => (closed = true));
    expect(await client.next('drain')).toMatchObject({ reason: 'the server closes' });
    expect(await RawClient.refused(url)).toBe(503);
    expect(await (await fetch(`${url}/ready`)).json()).toEqual({ ready: false });
    expect((await fetch(`${url}/health`)).status).toBe(503);
    clock.advance(5_000);
    await client.roundTrip();
    expect(closed).toBe(false);

    run.drain();
    expect(await client.next('result')).toMatchObject({ status: 'applied', upTo: 2 });
    await expect.poll(() => clock.advance(20) ?? closed).toBe(true);
    await closing;
    expect((await client.closed).code).toBe(1001);
    expect(client.frames.filter(({ op }) => op === 'drain')).toEqual([]);
  });

  test('does not wait for ever', async () => {
    const clock = new ManualClock();
    const { url, server } = await start({ capacity: 8 }, { clock });
    const client = await RawClient.connect(url);
    client.send(feed({ request: 1 }));
    await client.roundTrip();
    let closed = false;
    const closing = server.close({ drainWithin: 10_000 }).then(() => (closed = true));
    await client.next('drain');
    clock.advance(9_900);
    await client.roundTrip();
    expect(closed).toBe(false);
    clock.advance(200);
    await closing;
    expect((await client.closed).code).toBe(1001);
  });

  test('ends a stream of samples after what it brought, and tells where to go on', async () => {
    const clock = new ManualClock();
    const { url, server, run } = await start({ capacity: 8 }, { clock });
    const post = new OpenPost(`${url}/runs/made/samples`);
    post.write('{"x":[1],"y":1}\n{"x":[2],"y":1}\n{"x":');
    await expect.poll(() => run.inbox?.waiting.length).toBe(2);
    let closed = false;
    const closing = server.close({ drainWithin: 10_000 }).then(() => (closed = true));
    run.drain();
    expect(await post.line()).toMatchObject({ status: 'applied', upTo: 2 });
    expect(await post.line()).toMatchObject({
      end: true,
      next: 2,
      stopped: 'the server is about to close',
    });
    await expect.poll(() => clock.advance(20) ?? closed).toBe(true);
    await closing;
  });
});

describe('a run that is shown no more', () => {
  test('ends what was subscribed to of it; its samples are still learned', async () => {
    const { url, server, run } = await start({ capacity: 8 });
    const client = await RawClient.connect(url);
    client.subscribe({ id: 7, run: 'made', channel: 'weights' });
    await client.next('snapshot');
    client.send(feed({ request: 1 }));
    await client.roundTrip();
    expect(server.remove(run.run)).toBe(true);
    expect(await client.next('error')).toMatchObject({
      reference: 7,
      code: 'unknown-run',
      temporary: false,
    });
    expect(await client.next('runs')).toMatchObject({ runs: [] });
    run.drain();
    expect(await client.next('result')).toMatchObject({ status: 'applied' });
    client.subscribe({ id: 8, run: 'made', channel: 'events' });
    expect(await client.next('error')).toMatchObject({ reference: 8, code: 'unknown-run' });
    expect(server.remove('made')).toBe(false);
    expect(run.run.state).toBe('running');
    server.add(run.run);
    expect(await client.next('runs')).toMatchObject({ runs: [{ name: 'made' }] });
  });

  test('leaves no timer behind', async () => {
    const clock = new ManualClock();
    const { url, server } = await start({}, { clock });
    const client = await RawClient.connect(url);
    const channels = ['weights', 'metrics', 'predictions'] as const;
    channels.forEach((channel, id) => {
      client.subscribe({ id, run: 'made', channel });
      client.subscribe({ id: id + 3, run: 'made', channel, mode: 'all' });
    });
    await client.roundTrip();
    server.remove('made');
    await client.leave();
    await server.close();
    expect(clock.pending).toBe(0);
  });
});
