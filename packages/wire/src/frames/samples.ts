import { optional } from '../field.ts';
import type { FrameSpec } from '../frame-spec.ts';
import { LIMITS } from '../limits.ts';
import { text, uint, uint32 } from '../scalar-fields.ts';
import { f32s, u32s } from '../tensor-fields.ts';

/**
 * Samples to learn from. Dense: `x` holds n × inputs numbers, row by row. Sparse: row i has the
 * features `indices[rows[i] … rows[i + 1])` with the values at the same places of `x`.
 *
 * Idempotent: `feed` and `first` number the samples, so what is sent twice is learned once.
 */
export interface Samples {
  readonly op: 'samples';
  readonly request: number;
  readonly run: string;
  /** Names the sender's sequence of samples across reconnects, unique for the run. */
  readonly feed: string;
  /** Sequence number of the first sample; they count from 0 without a hole. */
  readonly first: number;
  /** Number of samples. */
  readonly n: number;
  readonly x: Float32Array;
  /** n × targets numbers; absent when there is no label. */
  readonly y?: Float32Array;
  readonly indices?: Uint32Array;
  /** n + 1 row offsets into `indices`. */
  readonly rows?: Uint32Array;
  /** Hash of the schema the samples were made for; another one is answered `rejected`. */
  readonly schema?: string;
}

export const samples: FrameSpec<Samples> = {
  op: 'samples',
  code: 12,
  from: 'client',
  fields: {
    request: uint32,
    run: text(LIMITS.name),
    feed: text(LIMITS.name),
    first: uint(),
    n: uint32,
    x: f32s,
    y: optional(f32s),
    indices: optional(u32s),
    rows: optional(u32s),
    schema: optional(text(LIMITS.name)),
  },
};
