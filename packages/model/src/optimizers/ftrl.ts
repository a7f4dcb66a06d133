import type { Hyperparameters } from './hyperparameter.ts';
import { operands } from './operands.ts';
import { Optimizer } from './optimizer.ts';
import type { Rule } from './rule.ts';

const defaults = { learningRate: 0.1, beta: 1, l1: 0, l2: 0 };
const slots = ['total', 'square'] as const;
const scalars = ['learningRate', 'beta', 'l1', 'l2'] as const;

const rule: Rule = {
  type: 'ftrl',
  defaults,
  slots,
  ranges: { square: [0, Infinity] },
  scalars: {},
  emit(program, segment, plan) {
    program.emit('ftrl', { ...segment, ...operands(plan, slots, scalars) });
  },
};

/**
 * FTRL-Proximal, follow the regularized leader: weights that l1 leaves at exactly 0, and a learning rate for each.
 *
 * σ = (√(n + g²) − √n)/α, z ← z + g − σ·w, n ← n + g²; w = 0 where |z| ≤ λ₁, else −(z − sgn(z)·λ₁) / ((β + √n)/α + λ₂).
 * A weight whose gradient is 0 stays as it is, so that an absent feature moves nothing, sparse or dense; a learning
 * rate of 0 moves none. Weights follow from z and n alone: start from `zeros()`, as the paper does.
 *
 * McMahan et al. 2013, "Ad click prediction: a view from the trenches"; as Vowpal Wabbit's `--ftrl`.
 *
 * @param options learningRate α (0.1), beta β (1), l1 λ₁ (0), l2 λ₂ (0)
 * @throws OptionError when a hyperparameter is negative or not finite
 * @example
 * ```ts
 * import { ftrl, parameters } from 'rxgrad';
 * const weights = parameters({ angle: 0, force: 0 });
 * weights.gradient({ angle: 3, force: 0.5 }).update(ftrl({ learningRate: 1, beta: 1, l1: 1 }));
 * Array.from(weights.data); // → [-0.5, 0]
 * ```
 */
export function ftrl(hyperparameters: Hyperparameters<keyof typeof defaults> = {}): Optimizer {
  return new Optimizer(rule, { ...hyperparameters });
}
