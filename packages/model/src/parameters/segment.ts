/**
 * A stretch of the weights as an optimizer sees it; addresses in bytes.
 *
 * Either it always has a gradient (touched = 0: one row of `width` numbers), or it is a table of which a batch touches few
 * rows: then row k of the gradient belongs to row touched[k] of the weights.
 */
export interface Segment {
  /** Index of the first weight in the flat vector. */
  readonly offset: number;
  readonly length: number;
  readonly weights: number;
  /** f32 [capacity, width]. */
  readonly gradient: number;
  readonly width: number;
  /** Where the number of touched rows stands, a u32; 0 if it always has a gradient. */
  readonly count: number;
  /** u32 [capacity]; 0 if it always has a gradient. */
  readonly touched: number;
  /** u32 [rows], where in the list a row stands; 0 if it always has a gradient. */
  readonly positions: number;
  /** How many rows of gradient there is room for. */
  readonly capacity: number;
}
