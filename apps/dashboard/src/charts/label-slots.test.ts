import { expect, it } from 'vitest';
import { labelSlots } from './label-slots.ts';

it('leaves labels alone that have room', () => {
  expect(labelSlots([10, 50, 90], 12, 0, 100)).toEqual([10, 50, 90]);
});

it('moves labels apart, in their order and inside the picture', () => {
  expect(labelSlots([52, 50], 12, 0, 100)).toEqual([62, 50]);
  expect(labelSlots([99, 98, 97], 10, 0, 100)).toEqual([100, 90, 80]);
});
