import { OptionError } from '@rxgrad/online';
import type { Layer } from './layers/layer.ts';
import { nameLayers } from './layers/names.ts';
import { requireOrder } from './layers/order.ts';
import { Model } from './model.ts';
import type { BuiltLayer } from './plan/built-layer.ts';

/** Options of {@link sequential}. */
export interface SequentialOptions {
  /** How many features a sample has, or what they are called. */
  readonly inputs: number | readonly string[];
  /** Of the weights' first values. Default: 0. */
  readonly seed?: number;
  readonly name?: string;
}

/**
 * A model of layers one after another.
 *
 * @param options inputs, seed, name
 * @param layers from input to output, at least one
 * @throws OptionError when `inputs` isn't ≥ 1, a layer for sparse features or categories doesn't come first,
 *   or layers don't fit together
 * @throws ParameterError when two layers have one name
 * @example
 * ```ts
 * import { dense, relu, sequential } from 'rxgrad';
 * const model = sequential({ inputs: 784, seed: 1 }, dense(128), relu(), dense(10));
 * model.data.length; // → 101770
 * model.tensors.map((tensor) => tensor.name); // → ['dense.weight', 'dense.bias', 'dense2.weight', 'dense2.bias']
 * ```
 */
export function sequential(
  { inputs, seed = 0, name }: SequentialOptions,
  ...layers: readonly [Layer, ...Layer[]]
): Model {
  const features = typeof inputs === 'number' ? undefined : [...inputs];
  const count = typeof inputs === 'number' ? inputs : inputs.length;
  const model = new Model({ name, features, layers: buildLayers(count, layers) });
  model.initialize(seed);
  return model;
}

/** Gives each layer its name and its sizes. */
export function buildLayers(inputs: number, layers: readonly Layer[]): BuiltLayer[] {
  if (!Number.isSafeInteger(inputs) || inputs < 1) {
    throw new OptionError(`sequential: inputs must be a whole number ≥ 1, it is ${inputs}`);
  }
  requireOrder('sequential', layers);
  const names = nameLayers(layers);
  let width = inputs;
  return layers.map((layer, i) => {
    const name = names[i] as string;
    const outputs = layer.outputs(width);
    const specs = layer.tensors(width).map((tensor) => ({
      name: `${name}.${tensor.name}`,
      local: tensor.name,
      shape: tensor.shape,
      sparse: tensor.sparse ?? false,
      transposed: tensor.transposed ?? false,
    }));
    const built = { layer, name, inputs: width, outputs, specs };
    width = outputs;
    return built;
  });
}
