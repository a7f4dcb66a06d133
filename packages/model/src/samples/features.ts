import type { SparseVector } from '@rxgrad/online';

/** What a model predicts from: as many numbers as it has inputs, or a list of those that aren't 0. */
export type Features = ArrayLike<number> | SparseVector;
