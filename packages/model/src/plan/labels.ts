import type { Machine } from '@rxgrad/kernels';
import { LabelError } from '../errors/label-error.ts';
import type { LossFunction } from '../losses/loss-function.ts';
import type { Batch } from '../samples/batch.ts';
import { type Block, isBlock } from '../samples/block.ts';

/** Reads labels for one loss: checks them and copies them in. */
export class Labels {
  /** How many numbers a label has. */
  readonly width: number;
  readonly #loss: LossFunction;
  readonly #min: number;
  readonly #max: number;
  readonly #whole: boolean;

  constructor(loss: LossFunction, outputs: number) {
    this.#loss = loss;
    this.#whole = loss.labels === 'class';
    this.width = this.#whole ? 1 : outputs;
    this.#min = this.#whole ? 0 : loss.min;
    this.#max = this.#whole ? outputs - 1 : loss.max;
  }

  /**
   * Copies a batch's labels to a byte address, f32 [rows, width].
   *
   * @throws LabelError when the loss can't read one
   */
  write(machine: Machine, address: number, batch: Batch | Block): void {
    const { f32 } = machine;
    const at = address >>> 2;
    if (isBlock(batch)) return this.#writeColumn(f32, at, batch);
    for (let row = 0; row < batch.size; row += 1) {
      const y = batch.at(row)?.y;
      if (typeof y === 'number' && this.width === 1) {
        this.#require(y, row);
        f32[at + row] = y;
      } else {
        this.#writeSeveral(
          f32,
          at + row * this.width,
          typeof y === 'object' ? y : [y as number],
          row,
        );
      }
    }
  }

  #writeSeveral(f32: Float32Array, at: number, y: ArrayLike<number>, row: number): void {
    if (y.length !== this.width) throw this.#wrongWidth(y.length, row);
    for (let j = 0; j < y.length; j += 1) {
      this.#require(y[j] as number, row);
      f32[at + j] = y[j] as number;
    }
  }

  #writeColumn(f32: Float32Array, at: number, { y, size }: Block): void {
    if (y.length !== size * this.width) throw this.#wrongWidth(y.length / size, 0);
    for (let i = 0; i < y.length; i += 1) {
      if (!this.#fits(y[i] as number)) this.#require(y[i] as number, Math.floor(i / this.width));
    }
    f32.set(y, at);
  }

  #fits(y: number): boolean {
    return y >= this.#min && y <= this.#max && (!this.#whole || Math.floor(y) === y);
  }

  #require(y: number, row: number): void {
    if (this.#fits(y)) return;
    const expected = this.#whole ? 'a class' : 'a number';
    throw new LabelError(
      `${this.#loss.name} expects ${expected} from ${this.#min} to ${this.#max}, the label of sample ${row} is ${y}`,
      { index: row },
    );
  }

  #wrongWidth(length: number, row: number): LabelError {
    const expected = this.width === 1 ? '1 number' : `${this.width} numbers`;
    return new LabelError(
      `${this.#loss.name} expects ${expected} as a label, sample ${row} has ${length}`,
      {
        index: row,
      },
    );
  }
}
