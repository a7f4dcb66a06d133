import { describe, expect, it } from 'vitest';
import { cellAt, moveOnGrid } from './grid-cursor.ts';

describe('moveOnGrid', () => {
  it.each([
    ['ArrowRight', 5, 6],
    ['ArrowLeft', 5, 4],
    ['ArrowDown', 5, 9],
    ['ArrowUp', 5, 1],
    ['Home', 5, 0],
    ['End', 5, 11],
    ['ArrowUp', 1, 1],
    ['ArrowRight', 11, 11],
  ])('%s goes from %d to %d', (key, from, to) => expect(moveOnGrid(key, from, 12, 4)).toBe(to));

  it('leaves other keys alone', () => expect(moveOnGrid('Tab', 1, 12, 4)).toBeUndefined());
});

describe('cellAt', () => {
  it('finds the cell, also on the rim', () => {
    const size = { width: 100, height: 50 };
    const grid = { rows: 5, columns: 10 };
    expect(cellAt({ x: 35, y: 12 }, size, grid)).toEqual({ row: 1, column: 3 });
    expect(cellAt({ x: 100, y: 50 }, size, grid)).toEqual({ row: 4, column: 9 });
    expect(cellAt({ x: -3, y: -3 }, size, grid)).toEqual({ row: 0, column: 0 });
  });
});
