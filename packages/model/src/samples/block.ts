import { ShapeError } from '../errors/shape-error.ts';
import type { Batch } from './batch.ts';
import type { BlockReceipt } from './block-receipt.ts';

/** Rows that list only their non-zero entries: row r's stand at starts[r] … starts[r + 1] (exclusive). */
export interface SparseRows {
  /** size + 1 numbers, not decreasing, from 0 on. */
  readonly starts: Uint32Array;
  readonly indices: Uint32Array;
  readonly values: Float32Array;
}

/**
 * Many samples side by side in typed arrays, the fastest way into a model: `learnMany` makes one update of each, `forward`
 * one mini-batch of all.
 *
 * @example
 * ```ts
 * import { Block } from 'rxgrad';
 * const block = new Block(Float32Array.of(1, 2, 3, 4), Float32Array.of(0, 1), 2);
 * block.label(1); // → 1
 * ```
 */
export class Block {
  /** [size, inputs], row after row, or sparse rows. */
  readonly x: Float32Array | SparseRows;
  /** [size, labels], row after row. */
  readonly y: Float32Array;
  readonly size: number;
  /** Hears what became of the rows, where they came from outside; hand it on with what is made of the block. */
  readonly receipt: BlockReceipt | undefined;

  /** @throws ShapeError when the arrays can't be divided into `size` rows */
  constructor(x: Float32Array | SparseRows, y: Float32Array, size: number, receipt?: BlockReceipt) {
    if (!Number.isSafeInteger(size) || size < 1) {
      throw new ShapeError(`a block's size is a whole number ≥ 1, it is ${size}`);
    }
    if (y.length === 0 || y.length % size !== 0) {
      throw new ShapeError(
        `a block of ${size} samples has ${size} labels or a multiple, it has ${y.length}`,
      );
    }
    if (x instanceof Float32Array) requireRows(x, size);
    else requireSparseRows(x, size);
    this.x = x;
    this.y = y;
    this.size = size;
    this.receipt = receipt;
  }

  /** The label of sample `i` (its first number, where it has several). */
  label(i: number): number {
    return this.y[(i * this.y.length) / this.size] ?? Number.NaN;
  }
}

function requireRows(x: Float32Array, size: number): void {
  if (x.length === 0 || x.length % size !== 0) {
    throw new ShapeError(
      `a block of ${size} samples has as many rows, its ${x.length} features don't divide so`,
    );
  }
}

function requireSparseRows({ starts, indices, values }: SparseRows, size: number): void {
  if (starts.length !== size + 1 || starts[0] !== 0) {
    throw new ShapeError(
      `sparse rows of ${size} samples have ${size + 1} starts from 0 on, there are ${starts.length}`,
    );
  }
  for (let r = 0; r < size; r += 1) {
    if ((starts[r + 1] as number) < (starts[r] as number)) {
      throw new ShapeError(`sparse rows: row ${r} ends before it starts`, { index: r });
    }
  }
  if (starts[size] !== indices.length || indices.length !== values.length) {
    throw new ShapeError(
      `sparse rows end at ${starts[size]}, but there are ${indices.length} indices and ${values.length} values`,
    );
  }
}

/** Tells a block from a batch; a plain property load, since `instanceof` costs as much as a small step. */
export function isBlock(batch: Batch | Block): batch is Block {
  return (batch as Partial<Block>).x !== undefined;
}
