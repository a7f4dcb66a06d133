import type { Machine } from '@rxgrad/kernels';
import { LabelError } from '../errors/label-error.ts';
import { type LabelColumn, labelColumns } from '../losses/label-column.ts';
import type { LossFunction } from '../losses/loss-function.ts';
import type { Batch } from '../samples/batch.ts';
import { type Block, isBlock } from '../samples/block.ts';
import { withoutLabel } from '../samples/no-sample.ts';

/** Reads labels for one loss: checks them and copies them in. */
export class Labels {
  /** How many numbers a label has. */
  readonly width: number;
  readonly #loss: LossFunction;
  readonly #columns: readonly LabelColumn[];

  constructor(loss: LossFunction, outputs: number) {
    this.#loss = loss;
    this.#columns = labelColumns(loss, outputs);
    this.width = this.#columns.length;
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
    try {
      for (let row = 0; row < batch.size; row += 1) {
        const y = batch.at(row)?.y;
        if (typeof y === 'number' && this.width === 1) {
          this.#require(y, row, 0);
          f32[at + row] = y;
        } else {
          const several = typeof y === 'object' ? y : [y as number];
          this.#writeSeveral(f32, at + row * this.width, several, row);
        }
      }
    } catch (error) {
      throw withoutLabel(batch) ?? error;
    }
  }

  #writeSeveral(f32: Float32Array, at: number, y: ArrayLike<number>, row: number): void {
    if (y.length !== this.width) throw this.#wrongWidth(y.length, row);
    for (let j = 0; j < y.length; j += 1) {
      this.#require(y[j] as number, row, j);
      f32[at + j] = y[j] as number;
    }
  }

  #writeColumn(f32: Float32Array, at: number, { y, size }: Block): void {
    if (y.length !== size * this.width) throw this.#wrongWidth(y.length / size, 0);
    const { width } = this;
    for (let i = 0, j = 0; i < y.length; i += 1) {
      if (!this.#fits(y[i] as number, j)) this.#require(y[i] as number, Math.floor(i / width), j);
      j = j + 1 < width ? j + 1 : 0;
    }
    f32.set(y, at);
  }

  #fits(y: number, j: number): boolean {
    const { min, max, whole } = this.#columns[j] as LabelColumn;
    return y >= min && y <= max && (!whole || Math.floor(y) === y);
  }

  #require(y: number, row: number, j: number): void {
    if (this.#fits(y, j)) return;
    const { min, max, whole } = this.#columns[j] as LabelColumn;
    const where = this.width > 1 ? `number ${j} of the label` : 'the label';
    throw new LabelError(
      `${this.#loss.name} expects ${whole ? 'a class' : 'a number'} from ${min} to ${max}, ${where} of sample ${row} is ${y}`,
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
