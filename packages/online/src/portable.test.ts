import fc from 'fast-check';
import { expect, test } from 'vitest';

import { cos, exp, log, pow, sin } from './portable.ts';

const close = (actual: number, expected: number, tolerance = 1e-15): void => {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(
    tolerance * Math.max(1, Math.abs(expected)),
  );
};

test('log, exp, pow, cos and sin agree with the engine', () => {
  fc.assert(
    fc.property(fc.double({ min: 5e-324, max: 1.7e308, noNaN: true }), (x) =>
      close(log(x), Math.log(x)),
    ),
  );
  fc.assert(
    fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
      expect(Math.abs(exp(x) / Math.exp(x) - 1)).toBeLessThan(2e-15);
    }),
  );
  fc.assert(
    fc.property(fc.double({ min: -1000, max: 1000, noNaN: true }), (x) => {
      close(cos(x), Math.cos(x), 1e-13);
      close(sin(x), Math.sin(x), 1e-13);
    }),
  );
  fc.assert(
    fc.property(
      fc.double({ min: 0.1, max: 10, noNaN: true }),
      fc.integer({ min: -50, max: 50 }),
      (x, n) => {
        expect(Math.abs(pow(x, n) / Math.pow(x, n) - 1)).toBeLessThan(1e-13);
      },
    ),
  );
});

test('the edges', () => {
  expect([log(0), log(-1), log(Infinity), log(1), log(NaN)]).toEqual([
    -Infinity,
    NaN,
    Infinity,
    0,
    NaN,
  ]);
  expect([exp(0), exp(-Infinity), exp(Infinity), exp(NaN), exp(-800)]).toEqual([
    1,
    0,
    Infinity,
    NaN,
    0,
  ]);
  close(log(5e-324), Math.log(5e-324));
  expect([pow(2, 10), pow(4, 0.5), pow(2, -1), pow(0, 3)]).toEqual([1024, 2, 0.5, 0]);
  expect([cos(0), sin(0)].map((x) => Math.round(x * 1e15) / 1e15)).toEqual([1, 0]);
});
