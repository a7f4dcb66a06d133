import { StateError } from '@rxgrad/online';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Feeds } from './feeds.ts';

test('a feed that is not known starts where it says', () => {
  const feeds = new Feeds();
  expect(feeds.next('a', 5)).toBe(5);
  feeds.advance('a', 6);
  expect([feeds.next('a', 0), feeds.hasForgotten('a'), feeds.hasForgotten('b')]).toEqual([
    6,
    false,
    false,
  ]);
});

test('the feed that was silent longest is let go, and known as such', () => {
  const feeds = new Feeds({ remembered: 2 });
  feeds.advance('a', 6);
  feeds.advance('b', 1);
  feeds.advance('a', 7);
  feeds.advance('c', 1);
  expect([feeds.next('a', 0), feeds.next('c', 0)]).toEqual([7, 1]);
  expect(['a', 'b', 'c', 'd'].map((feed) => feeds.hasForgotten(feed))).toEqual([
    false,
    true,
    false,
    false,
  ]);
});

test('a feed that is dropped makes room, and is nothing that was forgotten', () => {
  const feeds = new Feeds({ remembered: 1 });
  feeds.advance('a', 1);
  feeds.drop('a');
  feeds.advance('b', 1);
  feeds.drop('b');
  expect([feeds.next('b', 5), feeds.hasForgotten('a'), feeds.hasForgotten('b')]).toEqual([
    5,
    false,
    false,
  ]);
});

test('no repeat is taken for something new, and memory has a bound', () => {
  const feeds = new Feeds({ remembered: 10, recognized: 100 });
  const name = (i: number): string => `feed ${i}`;
  for (let i = 0; i < 1_000; i += 1) {
    feeds.advance(name(i), i);
    const unknown = (back: number): boolean =>
      i >= back && feeds.next(name(i - back), -1) === -1 && !feeds.hasForgotten(name(i - back));
    expect([0, 9, 10, 50, 110].map(unknown)).toEqual([false, false, false, false, false]);
    expect(feeds.hasForgotten(name(i + 1))).toBe(false);
  }
  expect(feeds.hasForgotten(name(0))).toBe(false);
  const { names, forgotten } = feeds.snapshot() as { names: unknown[]; forgotten: unknown[] };
  expect([names.length, forgotten.length]).toEqual([10, 2]);
});

describe('as a state', () => {
  const moves = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.nat(100)));

  test('it goes on as if nothing had been', () => {
    fc.assert(
      fc.property(moves, moves, (before, after) => {
        const options = { remembered: 4, recognized: 4 };
        const [feeds, copy] = [new Feeds(options), new Feeds(options)];
        for (const [name, next] of before) feeds.advance(String(name), next);
        copy.advance('what was before', 1);
        copy.restore(feeds.snapshot());
        for (const [name, next] of after) {
          expect(copy.next(String(name), -1)).toBe(feeds.next(String(name), -1));
          expect(copy.hasForgotten(String(name))).toBe(feeds.hasForgotten(String(name)));
          for (const each of [feeds, copy]) each.advance(String(name), next);
        }
        expect(copy.snapshot()).toEqual(feeds.snapshot());
      }),
      { numRuns: 50 },
    );
  });

  test.each([
    ['of another class', { type: 'counter' }],
    ['without names', { type: 'feeds', names: 1, next: new Float64Array(0), forgotten: [] }],
    [
      'with names that are none',
      { type: 'feeds', names: [1], next: new Float64Array(1), forgotten: [] },
    ],
    [
      'with too few numbers',
      { type: 'feeds', names: ['a'], next: new Float64Array(0), forgotten: [] },
    ],
    [
      'with filters that are none',
      {
        type: 'feeds',
        names: [],
        next: new Float64Array(0),
        forgotten: [{ size: 1, bits: new Uint8Array(1) }],
      },
    ],
    [
      'with too many filters',
      { type: 'feeds', names: [], next: new Float64Array(0), forgotten: 7 },
    ],
  ])('one %s is refused, and nothing changes', (_, state) => {
    const feeds = new Feeds();
    feeds.advance('a', 3);
    expect(() => feeds.restore(state)).toThrow(StateError);
    expect(feeds.next('a', 0)).toBe(3);
  });
});
