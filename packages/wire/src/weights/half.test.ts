import { describe, expect, it } from 'vitest';
import { fromHalf, toHalf } from './half.ts';

describe('half floats', () => {
  it('every finite one survives the round trip', () => {
    for (let half = 0; half < 0x10000; half += 1) {
      if ((half & 0x7c00) === 0x7c00) continue;
      expect(toHalf(fromHalf(half))).toBe(half);
    }
  });

  it.each([
    [1, 0x3c00],
    [-2, 0xc000],
    [65504, 0x7bff],
    [2 ** -24, 0x0001],
    [1 / 3, 0x3555],
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
    [2 ** -14 * (1 - 2 ** -12), 0x0400],
  ])('%f is 0x%s', (value, half) => {
    expect(toHalf(value)).toBe(half);
  });
});
