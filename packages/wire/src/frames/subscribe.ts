import { optional } from '../field.ts';
import type { FrameSpec } from '../frame-spec.ts';
import { LIMITS } from '../limits.ts';
import { list, record } from '../nested-fields.ts';
import { choice, flag, float, text, uint, uint32 } from '../scalar-fields.ts';

/** A place in a stream: the last frame that was received whole. */
export interface Position {
  readonly epoch: number;
  readonly stream: number;
  readonly sequence: number;
}

/** Asks for a channel of a run; answered by SUBSCRIBED or ERROR with the same id. */
export interface Subscribe {
  readonly op: 'subscribe';
  /** Chosen by the client, unique among its open subscriptions and requests. */
  readonly id: number;
  readonly run: string;
  readonly channel: 'weights' | 'metrics' | 'events' | 'predictions';
  /** `latest` skips what a slow reader would have missed; `all` is lossless, or cut with 4430. */
  readonly mode: 'latest' | 'all';
  /** Encodings wanted, preferred first; empty means f32. */
  readonly encodings: readonly string[];
  /** At most so many frames a second; 0 is as fast as the server serves. */
  readonly maxHz: number;
  /** Names of the tensors wanted; absent means all. */
  readonly tensors?: readonly string[];
  /** Continue behind this place if the server still can. */
  readonly from?: Position;
  /** Weights are followed by the run's state: what its preprocessing has learned, what layers remember. */
  readonly state?: boolean;
  /** Bytes that the server may send ahead of CREDIT; absent: as many as it likes. */
  readonly credit?: number;
}

export const subscribe: FrameSpec<Subscribe> = {
  op: 'subscribe',
  code: 3,
  from: 'client',
  fields: {
    id: uint32,
    run: text(LIMITS.name),
    channel: choice('weights', 'metrics', 'events', 'predictions'),
    mode: choice('latest', 'all'),
    encodings: list(text(16), 16),
    maxHz: float,
    tensors: optional(list(text(LIMITS.name), 1_024)),
    from: optional(record<Position>({ epoch: uint(), stream: uint32, sequence: uint() })),
    state: optional(flag),
    credit: optional(uint32),
  },
};
