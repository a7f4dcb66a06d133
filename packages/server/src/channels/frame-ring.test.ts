import { expect, test } from 'vitest';
import { FrameRing } from './frame-ring.ts';

const frame = (size: number, end: number) => ({ bytes: new Uint8Array(size), end });
const ends = (ring: FrameRing, place: number, now = 0): number | undefined =>
  ring.after(place, now)?.length;

test('gives what is behind a place, for as long as nothing of it is forgotten', () => {
  const ring = new FrameRing();
  ring.begin(10);
  expect([ends(ring, 10), ends(ring, 9)]).toEqual([0, undefined]);
  for (const end of [12, 15, 20]) ring.push(frame(1, end), 0);
  expect([10, 12, 13, 20].map((place) => ends(ring, place))).toEqual([3, 2, 2, 0]);
  ring.begin(3);
  expect([ends(ring, 3), ends(ring, 2)]).toEqual([0, undefined]);
});

test('forgets what is older than a minute, or more than 8 MiB', () => {
  const ring = new FrameRing();
  ring.begin(0);
  ring.push(frame(1, 1), 0);
  ring.push(frame(1, 2), 30_000);
  expect([ends(ring, 0, 60_000), ends(ring, 0, 60_001), ends(ring, 1, 60_001)]).toEqual([
    2,
    undefined,
    1,
  ]);
  for (let end = 3; end < 13; end += 1) ring.push(frame(1 << 20, end), 60_001);
  expect([ends(ring, 3, 60_001), ends(ring, 4, 60_001)]).toEqual([undefined, 8]);
});
