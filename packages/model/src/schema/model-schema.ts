import { murmur3 } from '@rxgrad/online';
import type { LayerSchema } from '../layers/layer.ts';
import type { Tensor } from '../parameters/tensor.ts';

/** A tensor's place in the flat vector, in numbers of four bytes. */
export interface TensorSchema {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'f32';
  readonly offset: number;
}

/** All that is needed to build the same model elsewhere, except its weights; plain JSON. */
export interface ModelSchema {
  /** Of everything else in the schema but the model's name; equal hashes mean exchangeable weights. */
  readonly hash: string;
  readonly name?: string;
  /** 0 for parameters without layers. */
  readonly inputs: number;
  readonly features?: readonly string[];
  readonly outputs: number;
  readonly layers: readonly LayerSchema[];
  readonly tensors: readonly TensorSchema[];
}

/** Adds tensors and hash. */
export function completeSchema(
  schema: Omit<ModelSchema, 'hash' | 'tensors'>,
  tensors: readonly Tensor[],
): ModelSchema {
  const rows = tensors.map(({ name, shape, offset }) => ({
    name,
    shape,
    dtype: 'f32' as const,
    offset,
  }));
  const { inputs, features, outputs, layers } = schema;
  const text = JSON.stringify([inputs, features ?? null, outputs, layers, rows]);
  const hash = [0, 1]
    .map((seed) => (murmur3(text, seed) >>> 0).toString(16).padStart(8, '0'))
    .join('');
  return { hash, ...schema, tensors: rows };
}
