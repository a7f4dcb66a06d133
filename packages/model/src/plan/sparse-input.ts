import type { Machine } from '@rxgrad/kernels';
import { isSparse, type SparseVector } from '@rxgrad/online';
import { ShapeError } from '../errors/shape-error.ts';
import type { Block, SparseRows } from '../samples/block.ts';
import type { Features } from '../samples/features.ts';
import { requireSparse } from './sparse-features.ts';

/** Where a model's sparse x lies: starts u32 [rows + 1], indices u32 and values f32 [entries]. */
export class SparseInput {
  readonly inputs: number;
  starts = 0;
  indices = 0;
  values = 0;
  readonly #machine: Machine;

  constructor(machine: Machine, inputs: number) {
    this.#machine = machine;
    this.inputs = inputs;
  }

  allocate(rows: number, entries: number): void {
    this.starts = this.#machine.allocate((rows + 1) * 4);
    this.indices = this.#machine.allocate(entries * 4);
    this.values = this.#machine.allocate(entries * 4);
  }

  /** Checks and appends a sample; rows must come in order. */
  write(x: Features, row: number): void {
    const sample = isSparse(x) ? x : this.#compress(x, row);
    requireSparse(sample, this.inputs, row);
    const { f32, u32 } = this.#machine;
    const { indices, values } = sample;
    const start = u32[this.starts / 4 + row] as number;
    const indexAt = this.indices / 4 + start;
    const valueAt = this.values / 4 + start;
    for (let k = 0; k < indices.length; k += 1) {
      u32[indexAt + k] = indices[k] as number;
      f32[valueAt + k] = values[k] as number;
    }
    u32[this.starts / 4 + row + 1] = start + indices.length;
  }

  /** Copies a whole block to the given addresses, which may lie elsewhere. */
  writeBlock(x: SparseRows, size: number, to: Pick<SparseInput, 'starts' | 'indices' | 'values'>): void {
    const { f32, u32 } = this.#machine;
    for (let row = 0; row < size; row += 1) {
      const first = x.starts[row] as number;
      const last = x.starts[row + 1] as number;
      requireSparse(
        { indices: x.indices.subarray(first, last), values: x.values.subarray(first, last) },
        this.inputs,
        row,
      );
    }
    u32.set(x.starts, to.starts / 4);
    u32.set(x.indices, to.indices / 4);
    f32.set(x.values, to.values / 4);
  }

  /** The non-zeros of a dense x. */
  #compress(x: ArrayLike<number>, row: number): SparseVector {
    if (x.length !== this.inputs) {
      throw new ShapeError(
        `the model expects ${this.inputs} features, sample ${row} has ${x.length}`,
        { index: row },
      );
    }
    const indices: number[] = [];
    for (let i = 0; i < x.length; i += 1) if (x[i] !== 0) indices.push(i);
    return {
      indices: Uint32Array.from(indices),
      values: Float32Array.from(indices, (i) => x[i] as number),
    };
  }
}

/** How many sparse entries a sample has (at most, for a dense one). */
export function entriesOf(x: Features): number {
  return isSparse(x) ? x.indices.length : x.length;
}

/** A block's rows in sparse form. */
export function sparseRowsOf({ x, size }: Block): SparseRows {
  if (!(x instanceof Float32Array)) return x;
  const inputs = x.length / size;
  const starts = new Uint32Array(size + 1);
  const indices: number[] = [];
  for (let i = 0; i < x.length; i += 1) {
    if (x[i] !== 0) indices.push(i);
    if ((i + 1) % inputs === 0) starts[(i + 1) / inputs] = indices.length;
  }
  return {
    starts,
    indices: Uint32Array.from(indices, (i) => i % inputs),
    values: Float32Array.from(indices, (i) => x[i] as number),
  };
}
