import type { SparseVector } from '@rxgrad/online';

/** What a model predicts from: as many numbers as it has inputs, or a list of those that aren't 0. */
export type Features = ArrayLike<number> | SparseVector;

/** Tells the two apart; a plain property load, since `in` on a typed array costs as much as a small step. */
export function isDense(x: Features): x is ArrayLike<number> {
  return (x as { readonly length?: number }).length !== undefined;
}
