import { optional } from '../field.ts';
import type { FrameSpec } from '../frame-spec.ts';
import { uint, uint32 } from '../scalar-fields.ts';
import { f32s } from '../tensor-fields.ts';

/** Predictions of a run's pipeline, each made before its label was learned. */
export interface Predictions {
  readonly op: 'predictions';
  readonly stream: number;
  /** Number of the first sample, counted from 0 over all that the run has learned. */
  readonly first: number;
  readonly n: number;
  /** Version of the weights that has learned them; the one that predicted is older. */
  readonly version: number;
  /** n × outputs numbers, after the loss's link. */
  readonly output: Float32Array;
  /** n × targets numbers. */
  readonly label?: Float32Array;
}

export const predictions: FrameSpec<Predictions> = {
  op: 'predictions',
  code: 27,
  from: 'server',
  fields: {
    stream: uint32,
    first: uint(),
    n: uint32,
    version: uint(),
    output: f32s,
    label: optional(f32s),
  },
};
