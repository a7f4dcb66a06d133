import { once } from 'node:events';
import { request } from 'node:http';
import { expect, test } from 'vitest';
import { linesOf, postLines } from '../../../testing/post-lines.ts';
import { startReal } from '../../../testing/real-run.ts';

const LINES = 400;
const lines = Array.from({ length: LINES }, (_, i) => `{"x":[${i % 2},${i % 3}],"y":${i % 5}}\n`);

/** Numbers from 0 to 1 that are the same each time. */
function* chance(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    yield state / 2 ** 31;
  }
}

/** Sends the first bytes of a feed, then vanishes: after it has read an answer, or before. */
async function vanish(url: string, feed: string, bytes: Buffer, patient: boolean): Promise<void> {
  const headers = { 'Content-Type': 'application/x-ndjson', 'Rxgrad-Feed': feed };
  const post = request(url, { method: 'POST', headers, agent: false });
  post.on('error', () => {});
  await new Promise<void>((resolve) => post.write(bytes, () => resolve()));
  if (patient) await once(post, 'response');
  post.destroy();
}

test('feeds that are cut anywhere, and sent again from the start, are learned once', async () => {
  const { url, run } = await startReal({ capacity: 64 });
  const path = `${url}/runs/real/samples`;
  const whole = Buffer.from(lines.join(''));
  const feeders = Array.from({ length: 8 }, async (_, i) => {
    const random = chance(i + 1);
    const feed = { 'Rxgrad-Feed': `feeder ${i}` };
    for (let cut = 0; cut < 5; cut += 1) {
      const length = 64 + Math.floor(random.next().value * (whole.length - 64));
      await vanish(path, feed['Rxgrad-Feed'], whole.subarray(0, length), random.next().value < 0.5);
    }
    const told = await linesOf(
      await postLines(
        path,
        lines.map((line) => line.trim()),
        feed,
      ),
    );
    const { applied, duplicate, next } = told.at(-1) as Record<string, number>;
    expect({ feed, all: (applied ?? 0) + (duplicate ?? 0), next }).toEqual({
      feed,
      all: LINES,
      next: LINES,
    });
  });
  await Promise.all(feeders);
  expect(run.progress()).toMatchObject({ samples: 8 * LINES, rejected: 0 });
});
