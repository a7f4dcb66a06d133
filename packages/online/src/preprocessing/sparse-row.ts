import { RejectedSampleError } from '../rejected-sample-error.ts';
import type { SparseVector } from '../sparse-vector.ts';
import type { HashedColumn } from './hashed-column.ts';

/** From this many entries on, equal indices are found with a map rather than by looking at each. */
const FEW = 32;

/** The sparse vector being built: a scratch that grows once, copied out to the exact length at the end. */
export class SparseRow {
  #indices = new Uint32Array(16);
  #values = new Float64Array(16);
  #length = 0;
  readonly #position = new Map<number, number>();

  static wrongLength(expected: number, actual: number): RejectedSampleError {
    return new RejectedSampleError(
      'shape',
      `FeatureHasher: ${expected} values are expected, the sample has ${actual}`,
    );
  }

  start(): this {
    this.#length = 0;
    return this;
  }

  /** @throws RejectedSampleError when the value is neither a string nor a finite number */
  add(column: HashedColumn, value: unknown): void {
    if (typeof value === 'string') this.#put(column.categorical(value), 1);
    else if (typeof value !== 'number' || !Number.isFinite(value)) throw column.reject(value);
    else if (value !== 0) this.#put(column.numeric, value);
  }

  finish(): SparseVector {
    const length = this.#length;
    const indices = new Uint32Array(length);
    const values = new Float32Array(length);
    for (let i = 0; i < length; i += 1) {
      indices[i] = this.#indices[i] as number;
      values[i] = this.#values[i] as number;
    }
    return { indices, values };
  }

  #put(place: number, value: number): void {
    const index = place < 0 ? ~place : place;
    const signed = place < 0 ? -value : value;
    const known = this.#find(index);
    if (known >= 0) {
      this.#values[known] = (this.#values[known] as number) + signed;
      return;
    }
    if (this.#length === this.#indices.length) this.#grow();
    this.#indices[this.#length] = index;
    this.#values[this.#length] = signed;
    this.#length += 1;
  }

  #find(index: number): number {
    const [indices, length] = [this.#indices, this.#length];
    if (length < FEW) {
      for (let i = 0; i < length; i += 1) if (indices[i] === index) return i;
      return -1;
    }
    if (length === FEW) {
      this.#position.clear();
      for (let i = 0; i < length; i += 1) this.#position.set(indices[i] as number, i);
    }
    const known = this.#position.get(index);
    if (known === undefined) this.#position.set(index, length);
    return known ?? -1;
  }

  #grow(): void {
    const [indices, values] = [this.#indices, this.#values];
    this.#indices = new Uint32Array(indices.length * 2);
    this.#indices.set(indices);
    this.#values = new Float64Array(values.length * 2);
    this.#values.set(values);
  }
}
