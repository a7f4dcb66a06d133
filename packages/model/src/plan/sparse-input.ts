import type { Machine, Program } from '@rxgrad/kernels';
import type { SparseVector } from '@rxgrad/online';
import { NonFiniteError } from '../errors/non-finite-error.ts';
import { ShapeError } from '../errors/shape-error.ts';
import type { Block, SparseRows } from '../samples/block.ts';
import { type Features, isDense } from '../samples/features.ts';
import { beyond, requireLengths } from './sparse-features.ts';

/** Byte addresses of sparse rows. */
export interface SparseAddresses {
  /** u32 [rows + 1]. */
  readonly starts: number;
  /** u32 [entries]. */
  readonly indices: number;
  /** f32 [entries]. */
  readonly values: number;
}

/** Where a model's sparse x lies. */
export class SparseInput implements SparseAddresses {
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

  /** An instruction that ends the program before it does anything if an entry can't be. */
  emitCheck(program: Program, fault: number, at: SparseAddresses = this): void {
    const { starts, indices, values } = at;
    program.emit('requireSparse', { starts, indices, values, inputs: this.inputs, fault });
  }

  /** Appends a sample; rows must come in order. What its entries are is for the program to check. */
  write(x: Features, row: number): void {
    const { indices, values } = isDense(x) ? this.#compress(x, row) : x;
    if (indices.length !== values.length) requireLengths({ indices, values }, row);
    const { f32, u32 } = this.#machine;
    const start = u32[(this.starts >>> 2) + row] as number;
    u32.set(indices, (this.indices >>> 2) + start);
    f32.set(values, (this.values >>> 2) + start);
    u32[(this.starts >>> 2) + row + 1] = start + indices.length;
  }

  /** Copies sparse rows to where they are told. */
  writeRows({ starts, indices, values }: SparseRows, to: SparseAddresses): void {
    const { f32, u32 } = this.#machine;
    u32.set(starts, to.starts >>> 2);
    u32.set(indices, to.indices >>> 2);
    f32.set(values, to.values >>> 2);
  }

  /** Finds what the program refused. */
  explain(rows: number, { starts, indices, values }: SparseAddresses = this): Error {
    const { f32, u32 } = this.#machine;
    for (let row = 0; row < rows; row += 1) {
      const last = u32[(starts >>> 2) + row + 1] as number;
      for (let k = u32[(starts >>> 2) + row] as number; k < last; k += 1) {
        const index = u32[(indices >>> 2) + k] as number;
        const value = f32[(values >>> 2) + k] as number;
        if (index >= this.inputs) return beyond(index, this.inputs, row);
        if (!Number.isFinite(value)) {
          return new NonFiniteError(
            `sample ${row} has ${value} at index ${index}; a finite number is expected`,
            {
              index: row,
            },
          );
        }
      }
    }
    return new NonFiniteError('a sparse sample is not finite');
  }

  /** The non-zeros of a dense x. */
  #compress(x: ArrayLike<number>, row: number): SparseVector {
    if (x.length !== this.inputs) {
      throw new ShapeError(
        `the model expects ${this.inputs} features, sample ${row} has ${x.length}`,
        {
          index: row,
        },
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
  return isDense(x) ? x.length : x.indices.length;
}

/**
 * A block's rows in sparse form.
 *
 * @throws ShapeError when dense rows have another length than the model has inputs
 */
export function sparseRowsOf({ x, size }: Block, inputs: number): SparseRows {
  if (!(x instanceof Float32Array)) return x;
  if (x.length !== inputs * size) {
    throw new ShapeError(
      `the model expects ${inputs} features, the block's rows have ${x.length / size}`,
    );
  }
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
