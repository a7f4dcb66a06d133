import { Block, type Sample, ShapeError, type SparseRows } from '@rxgrad/model';
import type { Lot } from './lot.ts';
import { LotsReceipt } from './lots-receipt.ts';
import { type LotShape, areAlike, shapeOfLot } from './lot-shape.ts';

/** Smaller lots are put together, larger ones are handed on as they lie. */
const SMALL = 64;
/** Rows of a block that is put together: more would hold up the event loop where a step is slow. */
const MOST = 256;

/** The lots as few blocks, in order. A sample that fits no block is told so. */
export function blocksOfLots(lots: readonly Lot[]): readonly Block[] {
  const blocks: Block[] = [];
  for (let at = 0; at < lots.length;) {
    const group = groupAt(lots, at);
    at += group.length;
    push(group, blocks);
  }
  return blocks;
}

function push(lots: readonly Lot[], blocks: Block[]): void {
  try {
    blocks.push(blockOf(lots));
  } catch (error) {
    const [first] = lots as readonly [Lot];
    if (lots.length > 1) for (const lot of lots) push([lot], blocks);
    else first.settle({ status: 'rejected', reason: (error as Error).message });
  }
}

/** The lots from a place on that go together. */
function groupAt(lots: readonly Lot[], start: number): readonly Lot[] {
  const first = lots[start] as Lot;
  if (first.size >= SMALL) return [first];
  const shape = shapeOfLot(first);
  let rows = first.size;
  let end = start + 1;
  for (; end < lots.length; end += 1) {
    const lot = lots[end] as Lot;
    rows += lot.size;
    if (lot.size >= SMALL || rows > MOST || !areAlike(shapeOfLot(lot), shape)) break;
  }
  return lots.slice(start, end);
}

function blockOf(lots: readonly Lot[]): Block {
  const [first] = lots as readonly [Lot];
  const receipt = new LotsReceipt(lots);
  if (lots.length === 1 && first.content instanceof Block) {
    const { x, y, size } = first.content;
    return new Block(x, y, size, receipt);
  }
  const shape = shapeOfLot(first);
  const rows = lots.reduce((sum, { size }) => sum + size, 0);
  const x = shape.sparse ? sparseColumns(lots, rows) : denseColumn(lots, rows * shape.inputs);
  return new Block(x, labelColumn(lots, rows, shape), rows, receipt);
}

function denseColumn(lots: readonly Lot[], length: number): Float32Array {
  const column = new Float32Array(length);
  let at = 0;
  for (const { content } of lots) {
    const x = content.x as Float32Array;
    column.set(x, at);
    at += x.length;
  }
  return column;
}

function labelColumn(lots: readonly Lot[], rows: number, { targets }: LotShape): Float32Array {
  const column = new Float32Array(rows * targets);
  let at = 0;
  for (const { content, size } of lots) {
    if (typeof content.y === 'number') column[at] = content.y;
    else column.set(content.y, at);
    at += size * targets;
  }
  return column;
}

function sparseColumns(lots: readonly Lot[], rows: number): SparseRows {
  const parts = lots.map(({ content }) => sparseRowsOf(content));
  const entries = parts.reduce((sum, { values }) => sum + values.length, 0);
  const starts = new Uint32Array(rows + 1);
  const indices = new Uint32Array(entries);
  const values = new Float32Array(entries);
  let row = 0;
  let entry = 0;
  for (const part of parts) {
    indices.set(part.indices, entry);
    values.set(part.values, entry);
    for (let i = 1; i < part.starts.length; i += 1) {
      row += 1;
      starts[row] = entry + (part.starts[i] as number);
    }
    entry += part.values.length;
  }
  return { starts, indices, values };
}

function sparseRowsOf({ x }: Lot['content']): SparseRows {
  if ('starts' in x) return x;
  const { indices, values } = x as Exclude<Sample['x'], ArrayLike<number>>;
  if (indices.length !== values.length) {
    throw new ShapeError(
      `a sparse sample has ${indices.length} indices and ${values.length} values`,
    );
  }
  return {
    starts: Uint32Array.of(0, values.length),
    indices: Uint32Array.from(indices),
    values: Float32Array.from(values),
  };
}
