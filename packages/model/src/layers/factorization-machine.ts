import type { Initializer } from '../initializers/initializer.ts';
import { normal } from '../initializers/normal.ts';
import { zeros } from '../initializers/zeros.ts';
import { requireUnits } from './dense.ts';
import type { Layer, LayerPlan } from './layer.ts';

/** Options of {@link factorizationMachine}. */
export interface FactorizationMachineOptions {
  /** Default: the layer's type, numbered from the second on. */
  readonly name?: string;
  /** Of the factors. Default: normal with deviation 0.1. */
  readonly initializer?: Initializer;
}

/**
 * A factorization machine: y = w₀ + Σ wᵢ xᵢ + Σᵢ<ⱼ ⟨vᵢ, vⱼ⟩ xᵢ xⱼ, in time of the non-zeros · rank.
 *
 * The pairs are summed as ½ Σ_f [(Σ vᵢ_f xᵢ)² − Σ vᵢ_f² xᵢ²]. x [inputs] sparse, w₀ as tensor `bias` [1], w as tensor `weight`
 * [inputs, 1], v as tensor `factors` [inputs, rank], y [1]. Must be the first layer. An update moves only the rows that its
 * batch has entries for. An index that a sample lists twice counts as two features with the same weights.
 *
 * Rendle 2010.
 *
 * @param rank how long the factors vᵢ are
 * @throws OptionError when `rank` isn't a whole number ≥ 1
 * @example
 * ```ts
 * import { constant, factorizationMachine, sequential } from 'rxgrad';
 * const model = sequential(
 *   { inputs: 2 ** 16 },
 *   factorizationMachine(4, { initializer: constant(0.5) }),
 * );
 * const x = { indices: Uint32Array.of(7, 60_000), values: Float32Array.of(1, 3) };
 * Array.from(model.predictOne(x)); // → [3]
 * ```
 */
export function factorizationMachine(
  rank: number,
  { name, initializer = smallNormal }: FactorizationMachineOptions = {},
): Layer {
  requireUnits('factorizationMachine', rank);
  return {
    type: 'factorizationMachine',
    name,
    config: { rank },
    sparse: true,
    outputs: () => 1,
    tensors(inputs) {
      const fan = { fanIn: inputs, fanOut: 1 };
      const table = { ...fan, sparse: true };
      return [
        { ...fan, name: 'bias', shape: [1], initializer: zeros() },
        { ...table, name: 'weight', shape: [inputs, 1], initializer: zeros() },
        { ...table, name: 'factors', shape: [inputs, rank], initializer },
      ];
    },
    scratch: (_inputs, rows) => rank * rows,
    forward(program, plan) {
      program.emit('factorizationForward', { ...placesOf(plan), rank });
    },
    gradientFromWeights: true,
    weightGradient(program, plan) {
      const { gradient: dw, weights: _, ...rows } = plan.tensor('factors');
      program.emit('factorizationGradient', { ...placesOf(plan), ...rows, dw, rank });
      const { gradient, ...linear } = plan.tensor('weight');
      program.emit('sparseWeightGradient', { ...plan, ...plan.entries, ...linear, dw: gradient });
      program.emit('biasGradient', { ...plan, db: plan.tensor('bias').gradient });
    },
  };
}

function placesOf(plan: LayerPlan) {
  const { y, dy, entries, scratch } = plan;
  const { starts, indices, values } = entries;
  return {
    starts,
    indices,
    values,
    y,
    dy,
    sums: scratch,
    bias: plan.tensor('bias').weights,
    weights: plan.tensor('weight').weights,
    factors: plan.tensor('factors').weights,
  };
}

const smallNormal: Initializer = {
  fill: (values, _fanIn, _fanOut, random) => normal(values, 0.1, random),
};
