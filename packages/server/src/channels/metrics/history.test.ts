import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { History } from './history.ts';
import { type Row, merge } from './rows.ts';

const LOSS = 4;

const row = (step: number, loss: number, count = 1): Row => ({
  step,
  count,
  values: [step, step, step, 0, loss, 0.1],
});

const lossSum = (rows: readonly Row[]): number =>
  rows.reduce((sum, { values, count }) => sum + (values[LOSS] ?? 0) * count, 0);

describe('merging rows', () => {
  test('gives the mean loss over the samples of both', () => {
    expect(merge(row(1, 2, 1), row(2, 5, 2))).toEqual({ ...row(2, 4, 3) });
  });

  test('a loss that is not defined does not count', () => {
    expect(merge(row(1, Number.NaN), row(2, 5)).values[LOSS]).toBe(5);
    expect(merge(row(1, 5), row(2, Number.NaN)).values[LOSS]).toBe(5);
  });
});

describe('a history', () => {
  test('keeps the whole curve in bounded memory, and the last rows as they were', () => {
    const history = new History();
    const losses = Array.from({ length: 100_000 }, (_, i) => Math.sin(i / 1_000) + 2);
    losses.forEach((loss, i) => history.add(row(i + 1, loss)));
    const { rows, merged } = history.since(-1);
    expect(merged).toBe(true);
    expect(rows.length).toBeLessThan(1_024);
    expect(rows.at(-1)).toEqual(row(100_000, losses[99_999] ?? 0));
    expect(lossSum(rows)).toBeCloseTo(
      losses.reduce((a, b) => a + b),
      3,
    );
    const steps = rows.map(({ step }) => step);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
  });

  test('gives what is after a step, each row once', () => {
    fc.assert(
      fc.property(fc.nat(3_000), fc.nat(3_000), (length, since) => {
        const history = new History();
        for (let step = 1; step <= length; step += 1) history.add(row(step, 1));
        const { rows } = history.since(since);
        for (const { step } of rows) expect(step).toBeGreaterThan(since);
        expect(rows.at(-1)?.step).toBe(length > since ? length : undefined);
        const recent = rows.filter(({ step }) => step > length - 128).map(({ step }) => step);
        expect(recent).toHaveLength(Math.min(128, length, Math.max(0, length - since)));
      }),
      { numRuns: 50 },
    );
  });
});
