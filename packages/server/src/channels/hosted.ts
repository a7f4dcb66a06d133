import type { Clock, Run } from '@rxgrad/stream';

/** What a channel gets from its run's host. */
export interface Hosted {
  readonly run: Run;
  readonly nextStream: () => number;
  readonly epoch: number;
  readonly clock: Clock;
  /** Bytes that may wait for a reader of mode `all`. */
  readonly maxBacklog: number;
  /** Looks whether the run is in another history by now, and if so starts over. */
  readonly setBack: () => boolean;
}
