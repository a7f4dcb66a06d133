import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { magnitude, niceCeil, stickyLimit } from './nice-limit.ts';

describe('niceCeil', () => {
  it.each([
    [0.6, 0.7],
    [0.7, 0.7],
    [1, 1],
    [1.01, 1.5],
    [0.034, 0.05],
    [820, 1000],
    [0, 1],
    [Number.NaN, 1],
  ])('of %d is %d', (value, limit) => expect(niceCeil(value)).toBe(limit));

  it('is never below the value, and never more than twice as far', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), (value) => {
        const limit = niceCeil(value);
        expect(limit).toBeGreaterThanOrEqual(value * 0.999_999);
        expect(limit).toBeLessThanOrEqual(value * 2);
      }),
    );
  });
});

describe('stickyLimit', () => {
  it('grows at once, shrinks late', () => {
    expect(stickyLimit(0, 0.6)).toBe(0.7);
    expect(stickyLimit(0.7, 0.9)).toBe(1);
    expect(stickyLimit(1, 0.6)).toBe(1);
    expect(stickyLimit(1, 0.3)).toBe(0.3);
  });
});

describe('magnitude', () => {
  it('is a quantile of sizes, zeros left out', () => {
    expect(magnitude([0, 0, -4, 1, 2, 3], 0.5)).toBe(2);
    expect(magnitude([0, 0], 0.99)).toBe(0);
    expect(magnitude(Float32Array.from([1, -9]), 1)).toBe(9);
    expect(magnitude([1, Number.NaN, Number.POSITIVE_INFINITY], 1)).toBe(1);
  });

  it('is right to a thousandth of the largest', () => {
    const values = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(values, fc.double({ min: 0.01, max: 1, noNaN: true }), (some, quantile) => {
        const sizes = some.map(Math.abs).filter((size) => size > 0);
        const exact = sizes.toSorted((a, b) => a - b)[Math.ceil(quantile * sizes.length) - 1] ?? 0;
        const off = Math.abs(magnitude(some, quantile) - exact);
        expect(off).toBeLessThanOrEqual(Math.max(0, ...sizes) / 1000);
      }),
    );
  });
});
