import { ManualClock } from '@rxgrad/testkit';
import { expect, test } from 'vitest';
import { every } from './every.ts';

test('keeps its beat, skips what it missed, and stops', () => {
  const clock = new ManualClock();
  const beats: number[] = [];
  const stop = every(clock, 10, () => beats.push(clock.now()));
  clock.advance(25);
  clock.skip(21);
  clock.advance(20);
  expect(beats).toEqual([10, 20, 46, 56, 66]);
  stop();
  clock.advance(100);
  expect([beats.length, clock.pending]).toEqual([5, 0]);
});

test('can be stopped by its own task', () => {
  const clock = new ManualClock();
  let count = 0;
  const stop = every(clock, 10, () => {
    count += 1;
    stop();
  });
  clock.advance(100);
  expect([count, clock.pending]).toEqual([1, 0]);
});
