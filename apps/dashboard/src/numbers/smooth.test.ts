import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smooth, smoothedEnd, smoothingSpan } from './smooth.ts';

const ramp = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

describe('smooth', () => {
  it('is the curve itself when the span is zero', () => {
    expect([...smooth([1, 2, 3], [5, 1, 3], 0)]).toEqual([5, 1, 3]);
  });

  it('starts at the first value, not at zero', () => {
    expect(smooth([1, 2], [4, 4], 100)[0]).toBeCloseTo(4, 12);
  });

  it('follows the formula', () => {
    const [v, w] = [1 - Math.exp(-1 / 0.15), 1 - Math.exp(-1 / 0.15)];
    const expected = (w * 3 + v * (1 - w) * 1) / (w + v * (1 - w));
    expect(smooth([1, 2], [1, 3], 0.15)[1]).toBeCloseTo(expected, 12);
  });

  it('keeps the steep beginning of a long curve', () => {
    const x = ramp(1000);
    const y = x.map((i) => 1 / i);
    const s = smooth(x, y, 100);
    expect(s[4]).toBeLessThan(0.3);
    expect(s[999]).toBeLessThan(0.002);
  });

  it('leaves a constant constant and stays between the extremes', () => {
    const values = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(values, fc.double({ min: 0.01, max: 1e3, noNaN: true }), (y, span) => {
        const s = smooth(ramp(y.length), y, span);
        for (const value of s) {
          expect(value).toBeGreaterThanOrEqual(Math.min(...y) - 1e-6);
          expect(value).toBeLessThanOrEqual(Math.max(...y) + 1e-6);
        }
      }),
    );
  });

  it('spans a fixed share of the view', () => {
    expect(smoothingSpan([])).toBe(0);
    expect(smoothingSpan([0, 660])).toBe(10);
  });

  it('ends where the picture ends', () => {
    expect(smoothedEnd({ x: [], mean: [] })).toBeNaN();
    expect(smoothedEnd({ x: [1, 2], mean: [3, 3] })).toBeCloseTo(3, 12);
  });
});
