import type { Change } from './change.ts';

/** One way to say how weights changed. */
export interface Encoding {
  readonly name: string;
  /**
   * Codes what leads from `shadow`, which clients have, towards `target`, and leaves in `shadow`
   * what they will have then. Several changes when one would exceed a part; none when nothing differs.
   */
  encode(shadow: Float32Array, target: Float32Array): readonly Change[];
  /** Applies a change as clients do; throws FrameError when it does not fit. */
  apply(values: Float32Array, change: Change): void;
}
