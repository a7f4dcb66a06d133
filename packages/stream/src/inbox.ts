import type { Sample } from '@rxgrad/model';

/** What became of a sample from outside. */
export type Fate =
  | { readonly status: 'applied'; readonly version: number }
  | { readonly status: 'rejected'; readonly reason: string };

/**
 * Where samples from outside enter a run: a bounded queue that `stream` drains before its own
 * source. Nothing in it is lost in silence: a full inbox says so, and every sample that was let
 * in has its fate told exactly once.
 */
export interface Inbox {
  /** Lets a sample in, or answers `false` because there is no room. `settle` is called once. */
  offer(sample: Sample, settle: (fate: Fate) => void): boolean;
  /** How many samples there is room for now. */
  readonly free: number;
  /** Samples are no longer let in; a stream that has nothing else to wait for completes. */
  close(): void;
}
