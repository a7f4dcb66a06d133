import { expect, it } from 'vitest';
import { histogram } from './histogram.ts';

it('counts weights by slice, zeros left out, rare ones still visible', () => {
  const shares = histogram([0, 0, -9, 0.1, 0.1, 0.1, 0.1, Number.NaN], 1, 4);
  expect([...shares]).toEqual([0.5, 0, 1, 0]);
  expect([...histogram([], 1, 2)]).toEqual([0, 0]);
});
