import type { Stateful } from '../state.ts';

/**
 * Watches a stream of numbers, such as a model's errors, and tells when it is no longer what it was.
 *
 * `update` takes O(1) or O(log n) and allocates next to nothing.
 */
export interface DriftDetector extends Stateful {
  readonly name: string;
  /** Whether the latest number showed a change. Afterwards the detector starts over by itself. */
  readonly drift: boolean;
  /** Whether a change seems to be under way; always false for detectors that know no such stage. */
  readonly warning: boolean;
  /**
   * Takes one number in.
   *
   * @throws RejectedSampleError when it isn't finite, or not what the detector watches; nothing changes
   */
  update(x: number): void;
}
