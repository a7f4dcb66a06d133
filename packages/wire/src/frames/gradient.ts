import { optional } from '../field.ts';
import type { FrameSpec } from '../frame-spec.ts';
import { LIMITS } from '../limits.ts';
import { choice, float, text, uint, uint32 } from '../scalar-fields.ts';
import { bin, f32s, u32s } from '../tensor-fields.ts';

/**
 * What a contributor learned on its own samples, from the weights at `base`; in parts that share all
 * but `part` and what follows it. Values that no part names are 0.
 *
 * Idempotent: `contributor` and `sequence` number what one sends, so a repeat is applied once.
 */
export interface GradientFrame {
  readonly op: 'gradient';
  readonly request: number;
  readonly run: string;
  /** A mean gradient, or how far weights have moved: learned minus base. */
  readonly kind: 'gradient' | 'delta';
  /** Of the run's history in which `base` is a version. */
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
  /** Names who contributes, the same after a reconnect. */
  readonly contributor: string;
  /** Counts what this contributor has sent to the run. */
  readonly sequence: number;
  /** Mean loss over the samples, before they were learned. */
  readonly loss?: number;
  /** Hash of the schema it was computed for; another one is answered `rejected`. */
  readonly schema?: string;
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
    contributor: text(LIMITS.name),
    sequence: uint(),
    loss: optional(float),
    schema: optional(text(LIMITS.name)),
  },
};
