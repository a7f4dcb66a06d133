import { optional } from '../field.ts';
import type { FrameSpec } from '../frame-spec.ts';
import { LIMITS } from '../limits.ts';
import { choice, text, uint, uint32 } from '../scalar-fields.ts';
import { bin, f32s, u32s } from '../tensor-fields.ts';

/** What a contributor learned on its own samples, from the weights at `base`. */
export interface GradientFrame {
  readonly op: 'gradient';
  readonly request: number;
  readonly run: string;
  readonly kind: 'gradient' | 'delta';
  readonly epoch: number;
  /** Version of the weights it started from: staleness is checkable. */
  readonly base: number;
  /** Samples it stands for. */
  readonly n: number;
  readonly part: number;
  readonly parts: number;
  readonly encoding: string;
  readonly first: number;
  readonly indices?: Uint32Array;
  readonly scales?: Float32Array;
  readonly data: Uint8Array;
}

export const gradient: FrameSpec<GradientFrame> = {
  op: 'gradient',
  code: 13,
  from: 'client',
  fields: {
    request: uint32,
    run: text(LIMITS.name),
    kind: choice('gradient', 'delta'),
    epoch: uint(),
    base: uint(),
    n: uint32,
    part: uint32,
    parts: uint32,
    encoding: text(16),
    first: uint32,
    indices: optional(u32s),
    scales: optional(f32s),
    data: bin(Infinity),
  },
};
