import { optional } from '../field.ts';
import type { FrameSpec } from '../frame-spec.ts';
import { LIMITS } from '../limits.ts';
import { list, plain, record, type Plain } from '../nested-fields.ts';
import { choice, text, uint32 } from '../scalar-fields.ts';

/** Where a tensor lies in the flat vector of weights. */
export interface TensorInfo {
  readonly id: number;
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'f32';
  /** Index of its first value in the flat vector. */
  readonly offset: number;
}

/** Where a part of a run's state lies in the words that follow the weights. */
export interface StateInfo {
  readonly name: string;
  /** `f64` takes two words of a value, low word first; the others one. */
  readonly dtype: 'f64' | 'f32' | 'u32';
  /** How many values. */
  readonly length: number;
  /** Index of its first word, counted from the end of the weights. */
  readonly offset: number;
}

/** What the weights of a run are; sent before the first SNAPSHOT, and again when it changes. */
export interface Schema {
  readonly op: 'schema';
  readonly run: string;
  /** The model's own hash of its schema. */
  readonly hash: string;
  readonly name?: string;
  /** Features of a sample; 0 when the pipeline is a custom one. */
  readonly inputs: number;
  readonly outputs: number;
  readonly features?: readonly string[];
  /** Layers as maps of `type`, `name` and configuration; empty when the pipeline is a custom one. */
  readonly layers: readonly Readonly<Record<string, Plain>>[];
  readonly tensors: readonly TensorInfo[];
  readonly loss?: string;
  readonly optimizer?: string;
  /** What features go through before the model, in order; its numbers are in `state`. */
  readonly preprocessing?: readonly Readonly<Record<string, Plain>>[];
  readonly state?: readonly StateInfo[];
}

export const schema: FrameSpec<Schema> = {
  op: 'schema',
  code: 6,
  from: 'server',
  fields: {
    run: text(LIMITS.name),
    hash: text(LIMITS.name),
    name: optional(text(LIMITS.name)),
    inputs: uint32,
    outputs: uint32,
    features: optional(list(text(LIMITS.name), 16_384)),
    layers: list(plain, 1_024),
    tensors: list(
      record<TensorInfo>({
        id: uint32,
        name: text(LIMITS.name),
        shape: list(uint32, 8),
        dtype: choice('f32'),
        offset: uint32,
      }),
      4_096,
    ),
    loss: optional(text(LIMITS.name)),
    optimizer: optional(text(LIMITS.name)),
    preprocessing: optional(list(plain, 64)),
    state: optional(
      list(
        record<StateInfo>({
          name: text(LIMITS.name),
          dtype: choice('f64', 'f32', 'u32'),
          length: uint32,
          offset: uint32,
        }),
        1_024,
      ),
    ),
  },
};
