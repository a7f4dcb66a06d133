import type { SparseVector } from '@rxgrad/online';
import { NonFiniteError } from '../errors/non-finite-error.ts';
import { ShapeError } from '../errors/shape-error.ts';
import type { SparseRows } from '../samples/block.ts';

/**
 * @param row where in its batch the sample stands, for the message
 * @throws ShapeError when an index lies beyond the inputs or the arrays differ in length, NonFiniteError when a value
 *   isn't finite
 */
export function requireSparse({ indices, values }: SparseVector, inputs: number, row: number): void {
  if (indices.length !== values.length) {
    throw new ShapeError(
      `sample ${row} has ${indices.length} indices, but ${values.length} values`,
      { index: row },
    );
  }
  let largest = -1;
  let check = 0;
  for (let k = 0; k < indices.length; k += 1) {
    const index = indices[k] as number;
    // Not a whole number at all: an ordinary array was passed for a typed one.
    if (index >>> 0 !== index) throw beyond(index, inputs, row);
    if (index > largest) largest = index;
    check += Math.fround(values[k] as number) * 0;
  }
  if (largest >= inputs) throw beyond(largest, inputs, row);
  if (check !== 0) {
    throw new NonFiniteError(`sample ${row} has a value that is not finite`, { index: row });
  }
}

/** Writes row `row` out in full, to f32[at …]. */
export function copySparseRow(
  x: SparseRows,
  row: number,
  inputs: number,
  f32: Float32Array,
  at: number,
): void {
  const sample = rowOf(x, row);
  requireSparse(sample, inputs, row);
  f32.fill(0, at, at + inputs);
  for (let k = 0; k < sample.indices.length; k += 1) {
    const place = at + (sample.indices[k] as number);
    f32[place] = (f32[place] as number) + (sample.values[k] as number);
  }
}

function rowOf({ starts, indices, values }: SparseRows, row: number): SparseVector {
  const first = starts[row] as number;
  const last = starts[row + 1] as number;
  return { indices: indices.subarray(first, last), values: values.subarray(first, last) };
}

function beyond(index: number, inputs: number, row: number): ShapeError {
  return new ShapeError(
    `sample ${row} has an entry at index ${index}; the model's indices go from 0 to ${inputs - 1}`,
    { index: row },
  );
}
