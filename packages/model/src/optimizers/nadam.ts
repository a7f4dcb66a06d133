import type { Hyperparameters } from './hyperparameter.ts';
import { operands } from './operands.ts';
import { Optimizer } from './optimizer.ts';
import type { Rule } from './rule.ts';

const defaults = {
  learningRate: 0.002,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0,
  momentumDecay: 0.004,
};
const slots = ['mean', 'variance'] as const;
const moving = ['beta1', 'beta2', 'power2', 'momentum', 'nextMomentum', 'product'] as const;

const rule: Rule = {
  type: 'nadam',
  defaults,
  slots,
  torchSlots: { mean: 'exp_avg', variance: 'exp_avg_sq' },
  ranges: { variance: [0, Infinity], power2: [0, 1], product: [0, 1], age: [0, Infinity] },
  scalars: { power2: 1, age: 0, momentum: 0, nextMomentum: 0, product: 1 },
  begin(program, plan) {
    program.emit('nadamBegin', operands(plan, [], [...moving, 'momentumDecay', 'age']));
  },
  emit(program, segment, plan) {
    const numbers = [...moving, 'learningRate', 'epsilon', 'weightDecay'] as const;
    program.emit('nadam', { ...segment, ...operands(plan, slots, numbers) });
  },
};

/**
 * NAdam, Adam that looks ahead along its momentum µₜ = β₁(1 − ½·0.96^(tψ)): m ← β₁·m + (1 − β₁)·g,
 * v ← β₂·v + (1 − β₂)·g², r = √(v/(1 − β₂ᵗ)) + ε, w ← w − η·((1 − µₜ)/(1 − Πµ) · g + µₜ₊₁/(1 − Πµ·µₜ₊₁) · m)/r; with a
 * weight decay λ, g + λ·w takes the place of g.
 *
 * Dozat 2016; order and defaults are PyTorch's `torch.optim.NAdam`. In a sparse table only the rows that a batch
 * touches move and cost time.
 *
 * @param options learningRate η (0.002), beta1 β₁ (0.9), beta2 β₂ (0.999), epsilon ε (1e-8), weightDecay λ (0),
 *   momentumDecay ψ (0.004)
 * @throws OptionError when a hyperparameter is negative or not finite
 * @example
 * ```ts
 * import { nadam, parameters } from 'rxgrad';
 * const weights = parameters({ angle: 0.5 });
 * weights.gradient({ angle: 2 }).update(nadam({ learningRate: 0.1, momentumDecay: 0 }));
 * weights.data[0]; // → 0.3943574
 * ```
 */
export function nadam(hyperparameters: Hyperparameters<keyof typeof defaults> = {}): Optimizer {
  return new Optimizer(rule, { ...hyperparameters });
}
