import { ManualClock } from '@rxgrad/testkit';
import { expect, test } from 'vitest';
import { TokenBucket } from './token-bucket.ts';

test('allows a burst, then the rate, and says how long a debt takes', () => {
  const clock = new ManualClock();
  const bucket = new TokenBucket(clock, 100, 3);
  expect([bucket.take(), bucket.take(), bucket.take(), bucket.take()]).toEqual([0, 0, 0, 10]);
  clock.advance(20);
  expect([bucket.take(), bucket.take()]).toEqual([0, 10]);
  clock.advance(100_000);
  expect(bucket.take(4)).toBe(10);
});
