import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { History } from './history.ts';

describe('History', () => {
  it('keeps every observation while there is room', () => {
    const history = new History(4);
    [3, 1, 2].forEach((value, i) => history.push(i, value));
    expect([...history.columns().mean]).toEqual([3, 1, 2]);
    expect(history.end).toBe(2);
  });

  it('merges neighbors when it is full, and keeps the spike', () => {
    const history = new History(4);
    [1, 1, 9, 1, 1, 1].forEach((value, i) => history.push(i, value));
    expect(history.stride).toBe(2);
    expect([...history.columns().x]).toEqual([1, 3, 5]);
    expect([...history.columns().mean]).toEqual([1, 5, 1]);
    expect([...history.columns().max]).toEqual([1, 9, 1]);
  });

  it('weighs a mean by the samples behind it', () => {
    const history = new History(2);
    history.push(1, 1, 3);
    history.push(2, 5, 1);
    history.push(3, 0, 1);
    expect([...history.columns().mean]).toEqual([2, 0]);
  });

  it('leaves out what is not finite, and forgets on demand', () => {
    const history = new History();
    history.push(1, Number.NaN);
    expect(history.length).toBe(0);
    history.push(1, 1);
    history.clear();
    expect(history.length).toBe(0);
    expect(history.end).toBe(Number.NEGATIVE_INFINITY);
  });

  it('refuses a capacity it cannot halve', () => {
    expect(() => new History(3)).toThrow(RangeError);
  });

  it('stays inside its memory and loses neither extremes nor order', () => {
    const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), {
      minLength: 1,
      maxLength: 400,
    });
    fc.assert(
      fc.property(values, (ys) => {
        const history = new History(16);
        ys.forEach((y, i) => history.push(i, y));
        const { x, mean, min, max } = history.columns();
        expect(x.length).toBeLessThanOrEqual(16);
        expect(Math.min(...min)).toBe(Math.min(...ys));
        expect(Math.max(...max)).toBe(Math.max(...ys));
        expect([...x]).toEqual([...x].toSorted((a, b) => a - b));
        expect(x.at(-1)).toBe(ys.length - 1);
        mean.forEach((m, i) => {
          expect(m).toBeGreaterThanOrEqual((min[i] ?? 0) - 1e-6);
          expect(m).toBeLessThanOrEqual((max[i] ?? 0) + 1e-6);
        });
      }),
    );
  });
});
