import { FrameError } from '../frame-error.ts';

/** Values that share one scale in the quantizing encodings. */
export const BLOCK = 4_096;

/** Values coded at once: the data of one part stays under 256 KiB. */
export const PART_VALUES = 15 * BLOCK;

/** A run of coded values: consecutive ones from `first`, or those at `indices`. */
export interface Change {
  readonly first: number;
  readonly indices?: Uint32Array;
  readonly scales?: Float32Array;
  readonly data: Uint8Array;
}

/** The same values `by` places further on. */
export function moved(change: Change, by: number): Change {
  const { first, indices } = change;
  if (indices === undefined) return { ...change, first: first + by };
  return { ...change, indices: indices.map((index) => index + by) };
}

/** How many values a change's data holds; refuses a change that does not fit `length` weights. */
export function countOf(change: Change, width: number, length: number): number {
  const count = change.data.byteLength / width;
  const { first, indices } = change;
  if (indices === undefined) {
    if (!Number.isInteger(count) || first + count > length) {
      throw new FrameError(`weights ${first} … ${first + count} of ${length} do not exist`);
    }
    return count;
  }
  if (indices.length !== count) {
    throw new FrameError(`${indices.length} indices for ${change.data.byteLength} bytes`);
  }
  for (const index of indices) {
    if (index >= length) throw new FrameError(`weight ${index} of ${length} does not exist`);
  }
  return count;
}

/** Where the differing bits of two vectors are. */
export interface Differences {
  readonly count: number;
  readonly first: number;
  /** One past the last. */
  readonly end: number;
}

/** Compares bits, so that −0, NaN and every rounding count. */
export function differences(a: Float32Array, b: Float32Array): Differences {
  const left = new Uint32Array(a.buffer, a.byteOffset, a.length);
  const right = new Uint32Array(b.buffer, b.byteOffset, b.length);
  let count = 0;
  let first = 0;
  let end = 0;
  for (let index = 0; index < left.length; index += 1) {
    if (left[index] === right[index]) continue;
    if (count === 0) first = index;
    count += 1;
    end = index + 1;
  }
  return { count, first, end };
}

/** Indices of the differing bits. */
export function differingIndices(
  a: Float32Array,
  b: Float32Array,
  where: Differences,
): Uint32Array {
  const left = new Uint32Array(a.buffer, a.byteOffset, a.length);
  const right = new Uint32Array(b.buffer, b.byteOffset, b.length);
  const indices = new Uint32Array(where.count);
  let next = 0;
  for (let index = where.first; index < where.end; index += 1) {
    if (left[index] !== right[index]) indices[next++] = index;
  }
  return indices;
}
