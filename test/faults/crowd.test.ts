import { describe, expect, onTestFinished, test } from 'vitest';
import { Crowd } from './crowd.ts';
import { Reader, idle, storm, stuck } from './crowd-trials.ts';

// As many as a test may have; `scripts/crowd.ts` does the same with ten thousand.
const MANY = 1_000;
const STUCK = 50;
const KB = 1_000;
const MB = 1_000_000;

async function start(options: Parameters<typeof Crowd.start>[0] = {}): Promise<Crowd> {
  const crowd = await Crowd.start(options);
  onTestFinished(() => crowd.stop());
  return crowd;
}

describe('a crowd', () => {
  test(`of ${MANY} that idle costs at most 40 KB each, and comes back all at once`, async () => {
    const crowd = await start();
    const { kept, sockets } = await idle(crowd, MANY);
    expect(kept).toBeLessThan(40 * KB);
    const back = await storm(crowd, sockets);
    await expect.poll(async () => (await crowd.usage()).connections).toBe(MANY + 50);
    for (const { socket } of back.sockets) socket.destroy();
    await expect.poll(async () => (await crowd.usage()).connections).toBe(0);
  });

  test(`of ${STUCK} that never read is cut with 4430, while those who read are served`, async () => {
    const crowd = await start({ hidden: 1_000, maxSlow: 500 });
    const reader = new Reader(crowd);
    onTestFinished(() => reader.stop());
    const over = new AbortController();
    const pinging = reader.pingUntil(over.signal);
    const before = await crowd.usage();
    const { peak, cut } = await stuck(crowd, STUCK);
    over.abort();
    await pinging;
    expect(cut).toBe(STUCK);
    // At most the hard mark and a frame each, were nothing shared.
    expect(peak.rss - before.rss).toBeLessThan(STUCK * 2 * MB + 100 * MB);
    expect(reader.pings.length).toBeGreaterThan(0);
    const { versions } = reader;
    await expect.poll(() => reader.versions).toBeGreaterThan(versions);
  });
});
