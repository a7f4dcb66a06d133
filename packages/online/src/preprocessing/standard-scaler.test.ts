import { readFileSync } from 'node:fs';

import fc from 'fast-check';
import { expect, test } from 'vitest';

import { OptionError } from '../option-error.ts';
import { RejectedSampleError } from '../rejected-sample-error.ts';
import { StandardScaler } from './standard-scaler.ts';

interface Golden {
  rows: number[][];
  scaled: number[][];
  mean: number[];
  variance: number[];
}

const file = new URL('../../../../test/golden/online/standard_scaler.json', import.meta.url);
const golden = JSON.parse(readFileSync(file, 'utf8')) as Golden;

const rows = fc.array(fc.tuple(fc.float({ min: -1e3, max: 1e3, noNaN: true }), fc.integer()), {
  minLength: 1,
  maxLength: 30,
});

test('scales a stream as River does and ends at the moments of scikit-learn', () => {
  const scaler = new StandardScaler(3);
  for (const [i, row] of golden.rows.entries()) {
    scaler.learnOne(row);
    const scaled = scaler.transformOne(row);
    for (const [j, value] of scaled.entries()) {
      expect(Math.abs(value - (golden.scaled[i]?.[j] ?? Number.NaN))).toBeLessThan(1e-5);
    }
  }
  for (const [j, mean] of golden.mean.entries()) {
    expect(Math.abs((scaler.mean[j] ?? 0) / mean - 1)).toBeLessThan(1e-12);
    expect(scaler.variance[j]).toBeCloseTo(golden.variance[j] ?? Number.NaN, 9);
  }
});

test('many rows are bit-equal to a loop', () => {
  fc.assert(
    fc.property(rows, (samples) => {
      const [one, many] = [new StandardScaler(2), new StandardScaler(2)];
      const looped = samples.flatMap((row) => {
        one.learnOne(row);
        return [...one.transformOne(row)];
      });
      expect([...many.learnTransformMany(samples.flat())]).toEqual(looped);
      expect(many.snapshot()).toEqual(one.snapshot());
      expect([...many.transformMany(samples.flat())]).toEqual(
        samples.flatMap((row) => [...one.transformOne(row)]),
      );
    }),
  );
});

test('merged halves are the whole', () => {
  fc.assert(
    fc.property(rows, rows, (left, right) => {
      const [a, b, whole] = [new StandardScaler(), new StandardScaler(), new StandardScaler()];
      for (const row of left) a.learnOne(row);
      for (const row of right) b.learnOne(row);
      for (const row of [...left, ...right]) whole.learnOne(row);
      a.merge(b);
      expect(a.count).toBe(whole.count);
      for (const i of [0, 1]) {
        const scale = 1 + (whole.variance[i] ?? 0);
        expect(Math.abs((a.variance[i] ?? 0) - (whole.variance[i] ?? 0)) / scale).toBeLessThan(
          1e-6,
        );
      }
    }),
  );
});

test('bad samples are rejected and change nothing', () => {
  const scaler = new StandardScaler(2);
  scaler.learnOne([1, 2]);
  const before = scaler.snapshot();
  for (const bad of [[1], [1, 2, 3], [], [NaN, 1], [1, Infinity], [1e200, 0]]) {
    expect(() => scaler.learnOne(bad)).toThrow(RejectedSampleError);
    expect(() => scaler.transformOne(bad)).toThrow(RejectedSampleError);
  }
  expect(() => scaler.learnTransformMany([1, 2, 3, NaN])).toThrow(/feature 1/);
  expect(() => scaler.learnTransformMany([1, 2, 3])).toThrow(RejectedSampleError);
  expect(scaler.snapshot()).toEqual(before);
  expect(() => new StandardScaler().learnOne([])).toThrow(RejectedSampleError);
});

test('wrong arguments are named', () => {
  expect(() => new StandardScaler(0)).toThrow(OptionError);
  expect(() => new StandardScaler(1).transformOne([1], new Float32Array(2))).toThrow(OptionError);
  const [a, b] = [new StandardScaler(1), new StandardScaler(2)];
  b.learnOne([1, 2]);
  expect(() => a.merge(b)).toThrow(OptionError);
});
