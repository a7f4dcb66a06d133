import type { WeightMap } from './layout.ts';

/** Which weight a cell of a map shows, in words; undefined where the cell stands for none. */
export function cellName(map: WeightMap, row: number, column: number): string | undefined {
  const local = row * map.rowStride + column * map.columnStride;
  if (local >= map.length) return undefined;
  if (map.axes === undefined) return `${map.title}[${local}]`;
  const [a, b] = [`${map.axes.row} ${row}`, `${map.axes.column} ${column}`];
  return map.axes.row === 'input' ? `${a} → ${b}` : `${b} → ${a}`;
}

/** Where a cell's weight lies in the flat vector. */
export function cellIndex(map: WeightMap, row: number, column: number): number {
  return map.offset + row * map.rowStride + column * map.columnStride;
}

/** How many tiles of a contact sheet stand side by side: about twice as many as below each other, if there is room. */
export function atlasColumns(units: number, width: number): number {
  const wide = Math.ceil(Math.sqrt(units * 2));
  return Math.max(1, Math.min(units, wide, Math.floor(width / 28) || wide));
}

/** How high a map is drawn in CSS pixels: square cells, but rows neither too thin to see nor too thick for a line. */
export function mapHeight(map: WeightMap, width: number): number {
  const square = (width * map.rows) / map.columns;
  const least = Math.max(12, Math.min(map.rows * 8, 80));
  return Math.round(Math.max(least, Math.min(square, map.rows * 16)));
}
