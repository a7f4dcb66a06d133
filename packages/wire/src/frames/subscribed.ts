import type { FrameSpec } from '../frame-spec.ts';
import { flag, float, text, uint, uint32 } from '../scalar-fields.ts';

/** A subscription stands; what it delivers is marked with `stream`. */
export interface Subscribed {
  readonly op: 'subscribed';
  readonly id: number;
  /**
   * Number that marks this channel's frames: one per tier, shared by all its subscribers, so that
   * the same bytes go to everybody. Two subscriptions of a socket may get the same number; each
   * frame of a stream is then sent once to that socket.
   */
  readonly stream: number;
  readonly epoch: number;
  /** Version the first frame starts from. */
  readonly version: number;
  /** True: the missed deltas follow. False: a snapshot follows (weights), or what is new (others). */
  readonly recovered: boolean;
  /** Encoding chosen for the weights; `f32` for other channels. */
  readonly encoding: string;
  /** Frames a second at most. */
  readonly hz: number;
}

export const subscribed: FrameSpec<Subscribed> = {
  op: 'subscribed',
  code: 4,
  from: 'server',
  fields: {
    id: uint32,
    stream: uint32,
    epoch: uint(),
    version: uint(),
    recovered: flag,
    encoding: text(16),
    hz: float,
  },
};
