import { expect, test } from 'vitest';
import { Feeds } from './feeds.ts';

test('a feed that is not known starts where it says; the one silent longest is forgotten', () => {
  const feeds = new Feeds(2);
  expect(feeds.next('a', 5)).toBe(5);
  feeds.advance('a', 6);
  feeds.advance('b', 1);
  feeds.advance('a', 7);
  feeds.advance('c', 1);
  expect([feeds.next('a', 0), feeds.next('b', 0), feeds.next('c', 0)]).toEqual([7, 0, 1]);
});
