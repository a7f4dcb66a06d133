import type { Layer } from '../layers/layer.ts';
import type { Tensor, TensorSpec } from '../parameters/tensor.ts';

/** A layer with its place in a model. */
export interface BuiltLayer {
  readonly layer: Layer;
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  /** What the layer wants, by its own names. */
  readonly specs: readonly (TensorSpec & { readonly local: string })[];
}

/** A layer's tensor in the model. */
export function tensorOf(tensors: readonly Tensor[], { name }: BuiltLayer, local: string): Tensor {
  const found = tensors.find((tensor) => tensor.name === `${name}.${local}`);
  if (found === undefined) throw new Error(`layer "${name}" has no tensor "${local}"`);
  return found;
}
