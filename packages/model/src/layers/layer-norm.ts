import { OptionError } from '@rxgrad/online';
import { constant } from '../initializers/constant.ts';
import { zeros } from '../initializers/zeros.ts';
import type { ActivationOptions } from './elementwise.ts';
import type { Layer, LayerPlan } from './layer.ts';

/** Options of {@link layerNorm}. */
export interface LayerNormOptions extends ActivationOptions {
  /** Added to the variance. Default: 1e-5. */
  readonly epsilon?: number;
}

/**
 * Layer normalization: y = γ (x − mean)/√(variance + ε) + β, mean and variance over a sample's own numbers.
 *
 * x [n], y [n], γ [n] as tensor `weight`, from 1 on, β [n] as tensor `bias`, from 0 on; the variance is the mean squared
 * distance (not over n − 1). Ba, Kiros, Hinton 2016; as PyTorch's `LayerNorm`.
 *
 * @param options epsilon, name
 * @throws OptionError when epsilon isn't above 0 and finite
 * @example
 * ```ts
 * import { layerNorm, sequential } from 'rxgrad';
 * Array.from(sequential({ inputs: 2 }, layerNorm()).predictOne([3, 7])); // → [-0.9999988, 0.9999988]
 * ```
 */
export function layerNorm({ name, epsilon = 1e-5 }: LayerNormOptions = {}): Layer {
  if (!(epsilon > 0 && epsilon < Number.POSITIVE_INFINITY)) {
    throw new OptionError(`layerNorm: epsilon must be above 0 and finite, it is ${epsilon}`);
  }
  return {
    type: 'layerNorm',
    name,
    config: { epsilon },
    outputs: (inputs) => inputs,
    tensors(inputs) {
      const each = { shape: [inputs], fanIn: inputs, fanOut: inputs };
      return [
        { ...each, name: 'weight', initializer: constant(1) },
        { ...each, name: 'bias', initializer: zeros() },
      ];
    },
    scratch: (inputs, rows) => (inputs + 1) * rows,
    forward(program, plan) {
      program.emit('layerNormForward', { ...plan, ...placesOf(plan), epsilon });
    },
    inputGradient(program, plan) {
      program.emit('layerNormInputGradient', { ...plan, ...placesOf(plan) });
    },
    weightGradient(program, plan) {
      const dw = plan.tensor('weight').gradient;
      const db = plan.tensor('bias').gradient;
      program.emit('layerNormWeightGradient', { ...plan, ...placesOf(plan), dw, db });
    },
  };
}

/** Normalized x stands in the scratch, one scale a row behind it. */
function placesOf(plan: LayerPlan) {
  const { scratch, capacity, inputs } = plan;
  return {
    weights: plan.tensor('weight').weights,
    bias: plan.tensor('bias').weights,
    normalized: scratch,
    scales: scratch + capacity * inputs * 4,
  };
}
