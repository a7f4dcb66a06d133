import type { Machine } from '@rxgrad/kernels';
import { isSparse } from '@rxgrad/online';
import { NonFiniteError } from '../errors/non-finite-error.ts';
import { ShapeError } from '../errors/shape-error.ts';
import type { Block } from '../samples/block.ts';
import type { Features } from '../samples/features.ts';
import { copySparseRow, requireSparse } from './sparse-features.ts';

/** From here on a typed array's own `set` is faster than a loop. */
const LONG = 96;

/** Where a model's x lies: f32 [rows, inputs]. Checks samples while it copies them in. */
export class DenseInput {
  readonly inputs: number;
  /** Byte address. */
  address = 0;
  readonly #machine: Machine;

  constructor(machine: Machine, inputs: number) {
    this.#machine = machine;
    this.inputs = inputs;
  }

  allocate(rows: number): void {
    this.address = this.#machine.allocate(rows * this.inputs * 4);
  }

  /**
   * @param row where in the batch; 0 for a sample on its own
   * @throws ShapeError when x has another length, NonFiniteError when a value isn't finite in 32 bits
   */
  write(x: Features, row: number): void {
    const { f32 } = this.#machine;
    const { inputs } = this;
    const at = this.address / 4 + row * inputs;
    if (isSparse(x)) return this.#writeSparse(x, row, at);
    if (x.length !== inputs) throw wrongLength(x.length, inputs, row);
    if (inputs >= LONG && x instanceof Float32Array) {
      f32.set(x, at);
      if (this.#machine.kernels['allFinite']?.(at * 4, inputs) === 0) throw notFinite(x, row);
      return;
    }
    // NaN and infinities times 0 are NaN, which no addition takes back.
    let check = 0;
    for (let i = 0; i < inputs; i += 1) {
      const value = Math.fround(x[i] as number);
      f32[at + i] = value;
      check += value * 0;
    }
    if (check !== 0) throw notFinite(x, row);
  }

  /** Copies a whole block to `address`, which may lie elsewhere. */
  writeBlock(block: Block, address: number): void {
    const { f32, kernels } = this.#machine;
    const { x, size } = block;
    const { inputs } = this;
    if (!(x instanceof Float32Array)) {
      for (let row = 0; row < size; row += 1) copySparseRow(x, row, inputs, f32, address / 4 + row * inputs);
      return;
    }
    if (x.length !== size * inputs) throw wrongLength(x.length / size, inputs, 0);
    f32.set(x, address / 4);
    if (kernels['allFinite']?.(address, x.length) === 0) {
      const row = Math.floor(x.findIndex((value) => !Number.isFinite(value)) / inputs);
      throw notFinite(x.subarray(row * inputs, (row + 1) * inputs), row);
    }
  }

  #writeSparse(x: { indices: Uint32Array; values: Float32Array }, row: number, at: number): void {
    const { f32 } = this.#machine;
    requireSparse(x, this.inputs, row);
    f32.fill(0, at, at + this.inputs);
    for (let k = 0; k < x.indices.length; k += 1) {
      const place = at + (x.indices[k] as number);
      f32[place] = (f32[place] as number) + (x.values[k] as number);
    }
  }
}

function wrongLength(length: number, inputs: number, row: number): ShapeError {
  return new ShapeError(`the model expects ${inputs} features, sample ${row} has ${length}`, { index: row });
}

function notFinite(x: ArrayLike<number>, row: number): NonFiniteError {
  const i = Array.from(x).findIndex((value) => !Number.isFinite(Math.fround(value)));
  return new NonFiniteError(
    `feature ${i} of sample ${row} is ${x[i]}; a finite number within ±3.4e38 is expected`,
    { index: row },
  );
}
