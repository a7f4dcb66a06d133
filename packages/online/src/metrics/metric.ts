import type { Stateful } from '../state.ts';

/**
 * A score kept up to date sample by sample, on predictions made before the label was learned.
 *
 * `prediction` is the output after the loss's link: `[ŷ]` for regression, `[p(y = 1)]` for two classes,
 * the class probabilities otherwise. `update` and `revert` take O(1) and allocate nothing.
 */
export interface Metric extends Stateful {
  readonly name: string;
  /**
   * Takes one scored sample in.
   *
   * @param weight how much the sample counts, finite and ≥ 0; 1 unless given
   * @throws RejectedSampleError when prediction, label or weight can't be scored; the metric is unchanged
   */
  update(prediction: ArrayLike<number>, label: number, weight?: number): void;
  /** Takes a sample out again: exactly as if `update` with these arguments had never been called. */
  revert(prediction: ArrayLike<number>, label: number, weight?: number): void;
  /** The score of what was taken in; NaN while it isn't defined, as before the first sample. */
  get(): number;
}
