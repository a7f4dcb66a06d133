import type { HostMemory } from '@rxgrad/kernels';

/** Rows beyond these are rare enough for a little garbage. */
const MOST = 256;

/**
 * What a function is handed for each row of a batch: made when a row is first met, and anew when the memory grew, so
 * that a step makes no garbage.
 */
export class PerRow<T> {
  readonly #make: (f32: Float32Array, row: number) => T;
  #f32: Float32Array | undefined;
  #rows: T[] = [];

  constructor(make: (f32: Float32Array, row: number) => T) {
    this.#make = make;
  }

  at({ f32 }: HostMemory, row: number): T {
    if (row >= MOST) return this.#make(f32, row);
    if (this.#f32 !== f32) {
      this.#f32 = f32;
      this.#rows = [];
    }
    return (this.#rows[row] ??= this.#make(f32, row));
  }
}

/** Row `row` of a matrix, as a view. */
export function rowView(
  f32: Float32Array,
  address: number,
  width: number,
  row: number,
): Float32Array {
  return f32.subarray(address / 4 + row * width, address / 4 + (row + 1) * width);
}
