import { describe, expect, it } from 'vitest';
import { atlasColumns, cellIndex, cellName, mapHeight } from './cell-name.ts';
import type { WeightMap } from './layout.ts';

const lying: WeightMap = {
  kind: 'map',
  title: 'weights',
  offset: 100,
  length: 1280,
  rows: 10,
  columns: 128,
  rowStride: 1,
  columnStride: 10,
  axes: { row: 'output', column: 'input' },
};

describe('a cell', () => {
  it('is named from its input to its output', () => {
    expect(cellName(lying, 3, 17)).toBe('input 17 → output 3');
    expect(cellIndex(lying, 3, 17)).toBe(273);
    const standing: WeightMap = { ...lying, axes: { row: 'input', column: 'output' } };
    expect(cellName(standing, 3, 17)).toBe('input 3 → output 17');
  });

  it('is named by its place in a folded vector, and not at all beyond its end', () => {
    const shape = { length: 10, rows: 3, columns: 4, rowStride: 4, columnStride: 1 };
    const folded: WeightMap = { ...lying, ...shape, axes: undefined };
    expect(cellName(folded, 2, 1)).toBe('weights[9]');
    expect(cellName(folded, 2, 2)).toBeUndefined();
  });
});

it('a contact sheet is twice as wide as high, where there is room', () => {
  expect(atlasColumns(128, 600)).toBe(16);
  expect(atlasColumns(128, 320)).toBe(11);
  expect(atlasColumns(3, 600)).toBe(3);
});

it.each([
  [256, 256, 560],
  [1, 128, 12],
  [1, 10, 16],
  [10, 128, 80],
])('a map of %d × %d is %d high', (rows, columns, high) => {
  expect(mapHeight({ ...lying, rows, columns }, 560)).toBe(high);
});
