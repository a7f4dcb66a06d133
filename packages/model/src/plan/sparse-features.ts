import type { SparseVector } from '@rxgrad/online';
import { ShapeError } from '../errors/shape-error.ts';
import type { SparseRows } from '../samples/block.ts';

/** @throws ShapeError when a sample has more indices than values, or fewer */
export function requireLengths({ indices, values }: SparseVector, row: number): void {
  if (indices.length === values.length) return;
  throw new ShapeError(`sample ${row} has ${indices.length} indices, but ${values.length} values`, {
    index: row,
  });
}

/**
 * Writes a sparse sample out in full, to f32[at …].
 *
 * @throws ShapeError when an index lies beyond the inputs
 */
export function scatterSparse(
  x: SparseVector,
  inputs: number,
  row: number,
  f32: Float32Array,
  at: number,
): void {
  requireLengths(x, row);
  f32.fill(0, at, at + inputs);
  for (let k = 0; k < x.indices.length; k += 1) {
    const index = x.indices[k] as number;
    if (!(index < inputs)) throw beyond(index, inputs, row);
    f32[at + index] = (f32[at + index] as number) + (x.values[k] as number);
  }
}

/** Row `row` of sparse rows, as views. */
export function rowOf({ starts, indices, values }: SparseRows, row: number): SparseVector {
  const first = starts[row] as number;
  const last = starts[row + 1] as number;
  return { indices: indices.subarray(first, last), values: values.subarray(first, last) };
}

export function beyond(index: number, inputs: number, row: number): ShapeError {
  return new ShapeError(
    `sample ${row} has an entry at index ${index}; the model's indices go from 0 to ${inputs - 1}`,
    { index: row },
  );
}
