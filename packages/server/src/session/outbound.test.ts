import { ManualClock } from '@rxgrad/testkit';
import { WeightsDecoder, decodeFromServer } from '@rxgrad/wire';
import { describe, expect, test } from 'vitest';
import type { HandMadeRun } from '../../testing/hand-made-run.ts';
import { RawClient } from '../../testing/raw-client.ts';
import { start } from '../../testing/start.ts';

const WEIGHTS = 200_000;

/** A client's mirror, and how many frames of weights came. */
function follow(client: RawClient): { readonly mirror: WeightsDecoder; frames: number } {
  const followed = { mirror: new WeightsDecoder(WEIGHTS), frames: 0 };
  client.socket.on('message', (data) => {
    const frame = decodeFromServer(data as Buffer);
    if (frame.op !== 'delta' && frame.op !== 'snapshot') return;
    followed.mirror.apply(frame);
    followed.frames += 1;
  });
  return followed;
}

async function connect(url: string) {
  const client = await RawClient.connect(url);
  const followed = follow(client);
  client.subscribe({ id: 1, run: 'made', channel: 'weights', maxHz: 20 });
  client.subscribe({ id: 2, run: 'made', channel: 'metrics' });
  const { stream } = await client.next('subscribed');
  return { client, followed, stream };
}

/** All weights change, `times` times, `apart` ms apart, and sockets take what they can. */
async function move(clock: ManualClock, run: HandMadeRun, times: number, apart = 50) {
  for (let time = 0; time < times; time += 1) {
    run.step((weights) => weights.fill(run.version));
    clock.advance(apart);
    for (let turn = 0; turn < 3; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

describe('a reader that stops reading', () => {
  test('gets the latest weights when it reads again, not all that it missed', async () => {
    const clock = new ManualClock();
    const { url, run } = await start({ weights: new Float32Array(WEIGHTS) }, { clock });
    const { client, followed, stream } = await connect(url);
    client.socket.pause();
    await move(clock, run, 60);
    client.socket.resume();
    await expect.poll(() => followed.mirror.version).toBe(60);
    expect([...followed.mirror.values.subarray(0, 2)]).toEqual([59, 59]);
    expect(followed.frames).toBeLessThan(4 * 60);
    const dropped = client.frames.filter((frame) => frame.op === 'dropped');
    const told = dropped.filter((frame) => frame.stream === stream);
    expect(told.length).toBeGreaterThan(0);
    // Snapshots and all deltas but the first, which changes nothing, have four parts.
    const left = told.reduce((sum, { frames }) => sum + frames, 0);
    expect(followed.frames + left).toBe(4 * (1 + told.length) + 59 * 4 + 1);
    await move(clock, run, 1);
    await expect.poll(() => followed.mirror.version).toBe(61);
    const rows = client.frames.flatMap((frame) =>
      frame.op === 'metrics' ? [...(frame.columns[0] ?? [])] : [],
    );
    expect(rows.at(-1)).toBe(61);
    expect(new Set(rows).size).toBe(rows.length);
  });

  test('is cut with 4430 in the end, while others go on', async () => {
    const clock = new ManualClock();
    const { url, run, server } = await start({ weights: new Float32Array(WEIGHTS) }, { clock });
    const stuck = await connect(url);
    const fine = await connect(url);
    stuck.client.socket.pause();
    await move(clock, run, 20);
    expect(server.connections).toBe(2);
    // Longer than ten seconds: until its buffers are full, the system still takes some now and then.
    await move(clock, run, 60, 500);
    stuck.client.socket.resume();
    expect((await stuck.client.closed).code).toBe(4430);
    await expect.poll(() => fine.followed.mirror.version).toBe(80);
    expect(fine.client.socket.readyState).toBe(fine.client.socket.OPEN);
  });

  test('is cut when all sockets together hold too much', async () => {
    const clock = new ManualClock();
    const weights = new Float32Array(WEIGHTS);
    const { url, run } = await start({ weights }, { clock, maxOutbound: 100_000 });
    const stuck = await connect(url);
    stuck.client.socket.pause();
    await move(clock, run, 40);
    stuck.client.socket.resume();
    expect((await stuck.client.closed).code).toBe(4430);
  });

  test('hears of a RESET on all of its streams, however little room there is', async () => {
    const clock = new ManualClock();
    const { url, run } = await start({}, { clock, softMark: 1 });
    const client = await RawClient.connect(url);
    client.subscribe({ id: 1, run: 'made', channel: 'metrics' });
    client.subscribe({ id: 2, run: 'made', channel: 'predictions' });
    await client.roundTrip();
    run.step(() => {});
    clock.advance(40);
    run.epoch += 1;
    clock.advance(40);
    const streams = [(await client.next('reset')).stream, (await client.next('reset')).stream];
    expect(new Set(streams).size).toBe(2);
  });

  test('is sent what waits also where its socket never fills', async () => {
    const clock = new ManualClock();
    const { url, run } = await start({}, { clock, softMark: 1 });
    run.step(() => {});
    clock.advance(40);
    const client = await RawClient.connect(url);
    client.subscribe({ id: 1, run: 'made', channel: 'metrics' });
    await client.roundTrip();
    clock.advance(500);
    expect((await client.next('metrics')).columns[0]?.[0]).toBe(1);
  });
});
