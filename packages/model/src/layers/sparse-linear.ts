import { type LinearOptions, linearTensors, requireUnits, weightsOf } from './dense.ts';
import type { Layer } from './layer.ts';

/**
 * A linear layer for inputs of which few aren't 0, such as hashed features: y = x·W + b, in time of the non-zeros only.
 *
 * x [inputs] sparse, W [inputs, units] as tensor `weight`, b [units] as tensor `bias`, y [units]. Must be the first
 * layer. An update moves only the rows of W that its batch has entries for.
 *
 * @param units how many outputs
 * @throws OptionError when `units` isn't a whole number ≥ 1
 * @example
 * ```ts
 * import { constant, sequential, sparseLinear } from 'rxgrad';
 * const model = sequential({ inputs: 2 ** 16 }, sparseLinear(1, { initializer: constant(0.5) }));
 * const x = { indices: Uint32Array.of(7, 60_000), values: Float32Array.of(1, 3) };
 * Array.from(model.predictOne(x)); // → [2]
 * ```
 */
export function sparseLinear(units: number, options: LinearOptions = {}): Layer {
  requireUnits('sparseLinear', units);
  const { name, bias = true } = options;
  return {
    type: 'sparseLinear',
    name,
    config: { units, bias },
    sparse: true,
    outputs: () => units,
    tensors: (inputs) =>
      linearTensors(inputs, units, options).map((tensor) =>
        tensor.name === 'weight' ? { ...tensor, sparse: true } : tensor,
      ),
    forward(program, plan) {
      program.emit('sparseForward', { ...plan, ...plan.entries, ...weightsOf(plan, bias) });
    },
    weightGradient(program, plan) {
      const { gradient: dw, ...rows } = plan.tensor('weight');
      program.emit('sparseWeightGradient', { ...plan, ...plan.entries, ...rows, dw });
      if (bias) program.emit('biasGradient', { ...plan, db: plan.tensor('bias').gradient });
    },
  };
}
