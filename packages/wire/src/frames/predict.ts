import { optional } from '../field.ts';
import type { FrameSpec } from '../frame-spec.ts';
import { LIMITS } from '../limits.ts';
import { text, uint32 } from '../scalar-fields.ts';
import { f32s, u32s } from '../tensor-fields.ts';

/** Asks for predictions; `x`, `indices` and `rows` are laid out as in SAMPLES. */
export interface Predict {
  readonly op: 'predict';
  readonly request: number;
  readonly run: string;
  readonly n: number;
  readonly x: Float32Array;
  readonly indices?: Uint32Array;
  readonly rows?: Uint32Array;
}

export const predict: FrameSpec<Predict> = {
  op: 'predict',
  code: 15,
  from: 'client',
  fields: {
    request: uint32,
    run: text(LIMITS.name),
    n: uint32,
    x: f32s,
    indices: optional(u32s),
    rows: optional(u32s),
  },
};
