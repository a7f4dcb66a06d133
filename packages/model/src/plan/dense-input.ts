import type { Machine, Program } from '@rxgrad/kernels';
import { NonFiniteError } from '../errors/non-finite-error.ts';
import { ShapeError } from '../errors/shape-error.ts';
import type { Block } from '../samples/block.ts';
import { type Features, isDense } from '../samples/features.ts';
import { rowOf, scatterSparse } from './sparse-features.ts';

/** Where a model's x lies: f32 [rows, inputs]. */
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

  /** An instruction that ends the program before it does anything if a number isn't finite. */
  emitCheck(program: Program, fault: number, x: number = this.address): void {
    program.emit('requireFinite', { x, width: this.inputs, fault });
  }

  /**
   * Copies a sample in; whether its numbers are finite is for the program to see.
   *
   * @param row where in the batch; 0 for a sample on its own
   * @throws ShapeError when x has another length
   */
  write(x: Features, row: number): void {
    const { f32 } = this.#machine;
    const { inputs } = this;
    const at = (this.address >>> 2) + row * inputs;
    if (!isDense(x)) {
      scatterSparse(x, inputs, row, f32, at);
      return;
    }
    if (x.length !== inputs) throw wrongLength(x.length, inputs, row);
    if ((x as Partial<Float32Array>).BYTES_PER_ELEMENT !== undefined) {
      f32.set(x, at);
      return;
    }
    for (let i = 0; i < inputs; i += 1) f32[at + i] = x[i] as number;
  }

  /** Copies a whole block to a byte address. */
  writeBlock({ x, size }: Block, address: number): void {
    const { f32 } = this.#machine;
    const { inputs } = this;
    const at = address >>> 2;
    if (x instanceof Float32Array) {
      if (x.length !== size * inputs) throw wrongLength(x.length / size, inputs, 0);
      f32.set(x, at);
      return;
    }
    for (let row = 0; row < size; row += 1) {
      scatterSparse(rowOf(x, row), inputs, row, f32, at + row * inputs);
    }
  }

  /** Finds what the program refused, among rows that were copied to a byte address. */
  explain(rows: number, address: number = this.address): Error {
    const { f32 } = this.#machine;
    const { inputs } = this;
    const at = address >>> 2;
    const wrong = f32
      .subarray(at, at + rows * inputs)
      .findIndex((value) => !Number.isFinite(value));
    const row = Math.floor(wrong / inputs);
    return new NonFiniteError(
      `feature ${wrong % inputs} of sample ${row} is ${f32[at + wrong]}; a finite number within ±3.4e38 is expected`,
      { index: row },
    );
  }
}

function wrongLength(length: number, inputs: number, row: number): ShapeError {
  return new ShapeError(`the model expects ${inputs} features, sample ${row} has ${length}`, {
    index: row,
  });
}
