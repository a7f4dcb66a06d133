import { optional } from '../field.ts';
import type { FrameSpec } from '../frame-spec.ts';
import { choice, text, uint, uint32 } from '../scalar-fields.ts';

/** `durable` and `stale` are kept for checkpointed feeds and for GRADIENT. */
export type Status = 'applied' | 'durable' | 'duplicate' | 'stale' | 'rejected' | 'throttled';

/**
 * Fate of a request's samples from where the RESULT before left off (or the request's `first`) up to,
 * not including, `upTo`. A request is answered in order by as many RESULTs as its samples have
 * different fates.
 */
export interface Result {
  readonly op: 'result';
  readonly request: number;
  readonly status: Status;
  /** One past the last sequence number this tells about. */
  readonly upTo: number;
  /** Version of the weights by which they were learned. */
  readonly version: number;
  readonly reason?: string;
  /** Milliseconds after which to send what was throttled again, from the first such sample on. */
  readonly retryAfter?: number;
}

export const result: FrameSpec<Result> = {
  op: 'result',
  code: 14,
  from: 'server',
  fields: {
    request: uint32,
    status: choice('applied', 'durable', 'duplicate', 'stale', 'rejected', 'throttled'),
    upTo: uint(),
    version: uint(),
    reason: optional(text(512)),
    retryAfter: optional(uint32),
  },
};
