import { expect, it } from 'vitest';
import { StickyLimit } from './sticky-limit.ts';

it('holds nearly all weights, and rests while they shrink a little', () => {
  const limit = new StickyLimit();
  expect(limit.next(Float32Array.of(0.4, -0.9, 0))).toBe(1);
  expect(limit.next(Float32Array.of(0.4, -0.6, 0))).toBe(1);
  expect(limit.next(Float32Array.of(0.1, -0.2, 0))).toBe(0.2);
});
