import type { Hyperparameters } from './hyperparameter.ts';
import { operands } from './operands.ts';
import { Optimizer } from './optimizer.ts';
import type { Rule } from './rule.ts';

const defaults = { learningRate: 1, rho: 0.9, epsilon: 1e-6, weightDecay: 0 };
const slots = ['square', 'delta'] as const;
const scalars = ['learningRate', 'rho', 'epsilon', 'weightDecay'] as const;

const rule: Rule = {
  type: 'adadelta',
  defaults,
  slots,
  torchSlots: { square: 'square_avg', delta: 'acc_delta' },
  ranges: { square: [0, Infinity], delta: [0, Infinity] },
  scalars: {},
  emit(program, segment, plan) {
    program.emit('adadelta', { ...segment, ...operands(plan, slots, scalars) });
  },
};

/**
 * AdaDelta, steps in the weights' own units: s ← ρ·s + (1 − ρ)·g², δ = √(d + ε)/√(s + ε) · g,
 * d ← ρ·d + (1 − ρ)·δ², w ← w − η·δ; with a weight decay λ, g + λ·w takes the place of g.
 *
 * Zeiler 2012; order and defaults are PyTorch's `torch.optim.Adadelta`. In a sparse table only the rows that a batch
 * touches move and cost time.
 *
 * @param options learningRate η (1), rho ρ (0.9), epsilon ε (1e-6), weightDecay λ (0)
 * @throws OptionError when a hyperparameter is negative or not finite
 * @example
 * ```ts
 * import { adadelta, parameters } from 'rxgrad';
 * const weights = parameters({ angle: 0.5 });
 * weights.gradient({ angle: 2 }).update(adadelta());
 * weights.data[0]; // → 0.4968377
 * ```
 */
export function adadelta(hyperparameters: Hyperparameters<keyof typeof defaults> = {}): Optimizer {
  return new Optimizer(rule, { ...hyperparameters });
}
