import { optional } from '../field.ts';
import type { FrameSpec } from '../frame-spec.ts';
import { bin, f32s } from '../tensor-fields.ts';
import { text, uint, uint32 } from '../scalar-fields.ts';

/** All weights of a stream at one version, in parts of at most 256 KiB. */
export interface Snapshot {
  readonly op: 'snapshot';
  readonly stream: number;
  readonly epoch: number;
  /** Place in the stream's chain of deltas: the next one has this number plus one. */
  readonly sequence: number;
  readonly version: number;
  /** 0 … parts − 1, in order. */
  readonly part: number;
  readonly parts: number;
  /** Index of this part's first value in the stream's vector. */
  readonly first: number;
  readonly encoding: string;
  readonly scales?: Float32Array;
  readonly data: Uint8Array;
  /** xxh32, seed 0, of the whole vector's f32 bytes as reconstructed; the same in every part. */
  readonly hash: number;
}

export const snapshot: FrameSpec<Snapshot> = {
  op: 'snapshot',
  code: 7,
  from: 'server',
  fields: {
    stream: uint32,
    epoch: uint(),
    sequence: uint(),
    version: uint(),
    part: uint32,
    parts: uint32,
    first: uint32,
    encoding: text(16),
    scales: optional(f32s),
    data: bin(Infinity),
    hash: uint32,
  },
};
