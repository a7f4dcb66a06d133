import type { FrameSpec } from '../frame-spec.ts';
import { uint, uint32 } from '../scalar-fields.ts';
import { f32s } from '../tensor-fields.ts';

/** Answer to PREDICT: n × outputs numbers, after the loss's link. */
export interface Prediction {
  readonly op: 'prediction';
  readonly request: number;
  readonly version: number;
  readonly output: Float32Array;
}

export const prediction: FrameSpec<Prediction> = {
  op: 'prediction',
  code: 16,
  from: 'server',
  fields: { request: uint32, version: uint(), output: f32s },
};
