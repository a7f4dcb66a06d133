/** A named part of a flat vector of weights. */
export interface Tensor {
  readonly name: string;
  /** Empty for a single number. */
  readonly shape: readonly number[];
  /** Index of the first value in the flat vector. */
  readonly offset: number;
  /** Number of values: the product of the shape. */
  readonly length: number;
  /** True for a matrix that files hold the other way round, as PyTorch keeps it: [columns, rows]. */
  readonly transposed?: boolean;
}

/** A tensor before it has a place. */
export interface TensorSpec {
  readonly name: string;
  readonly shape: readonly number[];
  /** True when only the rows that a batch has entries for have a gradient. */
  readonly sparse?: boolean;
  /** True for a matrix that files hold the other way round, as PyTorch keeps it: [columns, rows]. */
  readonly transposed?: boolean;
}
