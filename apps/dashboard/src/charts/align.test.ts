import { expect, it } from 'vitest';
import { align } from './align.ts';

it('takes the last value at or before each place', () => {
  const from = { x: [2, 4, 8], mean: [20, 40, 80] };
  expect([...align([1, 2, 3, 4, 9], from)]).toEqual([Number.NaN, 20, 20, 40, 80]);
  expect([...align([1, 2], { x: [], mean: [] })]).toEqual([Number.NaN, Number.NaN]);
});
