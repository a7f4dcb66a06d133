import { Block, type Sample } from '@rxgrad/model';
import { type Lot, RowReceipt } from './lot.ts';

/** The lots' samples one by one, as views where they lie side by side. */
export function samplesOfLots(lots: readonly Lot[]): readonly Sample[] {
  const samples: Sample[] = [];
  for (const lot of lots) {
    const { content } = lot;
    if (content instanceof Block) cut(content, lot, samples);
    else samples.push({ x: content.x, y: content.y, receipt: lot });
  }
  return samples;
}

function cut(block: Block, lot: Lot, samples: Sample[]): void {
  const { x, y, size } = block;
  const targets = y.length / size;
  for (let row = 0; row < size; row += 1) {
    samples.push({
      x: x instanceof Float32Array ? rowOf(x, row, x.length / size) : sparseRow(x, row),
      y: targets === 1 ? (y[row] as number) : rowOf(y, row, targets),
      receipt: size === 1 ? lot : new RowReceipt(lot, row),
    });
  }
}

function rowOf(rows: Float32Array, row: number, width: number): Float32Array {
  return rows.length === width ? rows : rows.subarray(row * width, (row + 1) * width);
}

function sparseRow(x: Exclude<Block['x'], Float32Array>, row: number): Sample['x'] {
  const [start, end] = [x.starts[row] as number, x.starts[row + 1] as number];
  return { indices: x.indices.subarray(start, end), values: x.values.subarray(start, end) };
}
