import { expect, it } from 'vitest';
import { logTicks } from './log-ticks.ts';

it('gets coarser with the range', () => {
  expect(logTicks(0.15, 0.8)).toEqual([0.2, 0.3, 0.5, 0.7]);
  expect(logTicks(0.02, 1.5)).toEqual([0.03, 0.1, 0.3, 1]);
  expect(logTicks(0.0005, 20)).toEqual([0.001, 0.01, 0.1, 1, 10]);
  expect(logTicks(1e-12, 1)).toEqual([1e-12, 1e-10, 1e-8, 1e-6, 1e-4, 1e-2, 1]);
});
