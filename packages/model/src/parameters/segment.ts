/** A run of weights that always have a gradient; addresses in bytes. */
export interface DenseSegment {
  readonly kind: 'dense';
  /** Index of the first weight in the flat vector. */
  readonly offset: number;
  readonly length: number;
  readonly weights: number;
  readonly gradient: number;
}

/** A table of which a batch touches few rows: gradients come with a list of the rows that have one. */
export interface RowsSegment {
  readonly kind: 'rows';
  readonly offset: number;
  readonly length: number;
  readonly weights: number;
  /** f32 [capacity, width], row k is the gradient of row touched[k]. */
  readonly gradient: number;
  /** Address of the number of touched rows. */
  readonly count: number;
  /** u32 [capacity]. */
  readonly touched: number;
  /** u32 [rows]: where in the list a row stands. */
  readonly positions: number;
  readonly width: number;
  readonly capacity: number;
}

/** A part of the weights as an optimizer sees it. */
export type Segment = DenseSegment | RowsSegment;
