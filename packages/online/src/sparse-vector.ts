/**
 * A vector that lists only its non-zero entries: `values[i]` stands at `indices[i]`.
 *
 * Both arrays have the same length; indices are neither required to be sorted nor unique (equal indices
 * add up), and the length of the whole vector is known to whoever uses it.
 */
export interface SparseVector {
  readonly indices: Uint32Array;
  readonly values: Float32Array;
}

/**
 * Tells a sparse vector from a dense one.
 *
 * @example
 * ```ts
 * import { isSparse } from 'rxgrad';
 * isSparse({ indices: Uint32Array.of(3), values: Float32Array.of(1) }); // → true
 * isSparse([0, 0, 0, 1]); // → false
 * ```
 */
export function isSparse(x: ArrayLike<number> | SparseVector): x is SparseVector {
  return 'indices' in x;
}
