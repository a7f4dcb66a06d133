import { optional } from '../field.ts';
import type { FrameSpec } from '../frame-spec.ts';
import { bin, f32s, u32s } from '../tensor-fields.ts';
import { text, uint, uint32 } from '../scalar-fields.ts';

/** What leads from the weights at `base` to those at `version`, in parts of at most 256 KiB. */
export interface Delta {
  readonly op: 'delta';
  readonly stream: number;
  /** One more than the delta or snapshot before; more than that is a gap, less a repeat. */
  readonly sequence: number;
  /** Version of the weights it starts from; equal to `version` when it only refines them. */
  readonly base: number;
  readonly version: number;
  readonly part: number;
  readonly parts: number;
  readonly encoding: string;
  /** Index of the first value when they are consecutive; 0 with `indices`. */
  readonly first: number;
  /** Index of each value in the stream's vector, ascending; absent when they are consecutive. */
  readonly indices?: Uint32Array;
  readonly scales?: Float32Array;
  readonly data: Uint8Array;
  /** xxh32 of the vector once all parts are applied: on the last part of each 64th delta. */
  readonly hash?: number;
}

export const delta: FrameSpec<Delta> = {
  op: 'delta',
  code: 8,
  from: 'server',
  fields: {
    stream: uint32,
    sequence: uint(),
    base: uint(),
    version: uint(),
    part: uint32,
    parts: uint32,
    encoding: text(16),
    first: uint32,
    indices: optional(u32s),
    scales: optional(f32s),
    data: bin(Infinity),
    hash: optional(uint32),
  },
};
