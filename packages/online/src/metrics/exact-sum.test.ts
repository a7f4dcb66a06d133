import fc from 'fast-check';
import { expect, test } from 'vitest';

import { ExactSum } from './exact-sum.ts';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

function sumOf(values: readonly number[]): ExactSum {
  const sum = new ExactSum();
  for (const value of values) sum.add(value);
  return sum;
}

test('one number comes back as it is', () => {
  fc.assert(fc.property(finite, (x) => sumOf([x]).get() === x));
  for (const x of [5e-324, -5e-324, Number.MAX_VALUE, -Number.MAX_VALUE, 2 ** -1022]) {
    expect(sumOf([x]).get()).toBe(x);
  }
});

test('adding and subtracting leaves no trace, in any order', () => {
  fc.assert(
    fc.property(fc.array(finite), fc.array(finite), (kept, passing) => {
      const sum = sumOf([...kept, ...passing]);
      for (const x of passing) sum.subtract(x);
      expect(sum.snapshot()).toEqual(sumOf(kept).snapshot());
    }),
  );
});

test('whole numbers add up exactly, also past the late carry', () => {
  const sum = new ExactSum();
  for (let i = 0; i < 600_000; i += 1) sum.add(2 ** 52 + 1);
  for (let i = 0; i < 600_000; i += 1) sum.subtract(2 ** 52);
  expect(sum.get()).toBe(600_000);
});

test('large and small numbers are rounded once', () => {
  expect(sumOf([1e16, 1, -1e16]).get()).toBe(1);
  expect(sumOf([1e308, 1e-308, -1e308]).get()).toBe(1e-308);
  expect(sumOf([-3, 1]).get()).toBe(-2);
  expect(sumOf([0.1, 0.2]).get()).toBeCloseTo(0.3, 15);
});
