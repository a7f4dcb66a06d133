import { describe, expect, it } from 'vitest';
import { linearRange, logRange } from './value-range.ts';

describe('linearRange', () => {
  it('stands on zero where zero is near', () => {
    const [low, high] = linearRange([[0.1, 1]]);
    expect(low).toBe(0);
    expect(high).toBeCloseTo(1.072, 6);
  });

  it('shows detail where zero is far, over all curves', () => {
    const [low, high] = linearRange([[0.5], [0.46, Number.NaN]]);
    expect(low).toBeCloseTo(0.4568, 6);
    expect(high).toBeCloseTo(0.5032, 6);
  });

  it('opens around a constant and survives an empty curve', () => {
    expect(linearRange([[2, 2]])).toEqual([1.84, 2.16]);
    expect(linearRange([[]])).toEqual([0, 1]);
  });
});

describe('logRange', () => {
  it('leaves out what has no logarithm', () => {
    const [low, high] = logRange([[0, -1, 0.001, 10]]);
    expect(low).toBeCloseTo(0.001 / 1.15, 9);
    expect(high).toBeCloseTo(11.5, 9);
    expect(logRange([[0]])).toEqual([0.1, 1]);
  });

  it('shows half a decade at least', () => {
    const [low, high] = logRange([[1, 1]]);
    expect(high / low).toBeCloseTo(10 ** 0.5, 9);
  });
});
