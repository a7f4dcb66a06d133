import type { Hyperparameters } from './hyperparameter.ts';
import { operands } from './operands.ts';
import { Optimizer } from './optimizer.ts';
import type { Rule } from './rule.ts';
import { wholePower } from './whole-power.ts';

const defaults = { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 };
const slots = ['mean', 'variance', 'largest'] as const;
const powers = ['beta1', 'beta2', 'power1', 'power2'] as const;
const scalars = [...powers, 'learningRate', 'epsilon', 'weightDecay'] as const;

const rule: Rule = {
  type: 'amsgrad',
  defaults,
  slots,
  torchSlots: { mean: 'exp_avg', variance: 'exp_avg_sq', largest: 'max_exp_avg_sq' },
  ranges: {
    variance: [0, Infinity],
    largest: [0, Infinity],
    power1: [0, 1],
    power2: [0, 1],
  },
  scalars: { power1: 1, power2: 1 },
  scalarsAt: (step, value) => ({
    power1: wholePower(value('beta1'), step),
    power2: wholePower(value('beta2'), step),
  }),
  begin(program, plan) {
    program.emit('adamBegin', operands(plan, [], powers));
  },
  emit(program, segment, plan) {
    program.emit('amsgrad', { ...segment, ...operands(plan, slots, scalars) });
  },
};

/**
 * AMSGrad, Adam that never forgets how steep it was: m ← β₁·m + (1 − β₁)·g, v ← β₂·v + (1 − β₂)·g², u ← max(u, v),
 * w ← w − η/(1 − β₁ᵗ) · m / (√u/√(1 − β₂ᵗ) + ε); with a weight decay λ, g + λ·w takes the place of g.
 *
 * Reddi, Kale, Kumar 2018; order and defaults are PyTorch's `torch.optim.Adam(amsgrad=True)`. In a sparse table only
 * the rows that a batch touches move and cost time.
 *
 * @param options learningRate η (0.001), beta1 β₁ (0.9), beta2 β₂ (0.999), epsilon ε (1e-8), weightDecay λ (0)
 * @throws OptionError when a hyperparameter is negative or not finite
 * @example
 * ```ts
 * import { amsgrad, parameters } from 'rxgrad';
 * const weights = parameters({ angle: 0.5 });
 * weights.gradient({ angle: 2 }).update(amsgrad({ learningRate: 0.1 }));
 * weights.data[0]; // → 0.4
 * ```
 */
export function amsgrad(hyperparameters: Hyperparameters<keyof typeof defaults> = {}): Optimizer {
  return new Optimizer(rule, { ...hyperparameters });
}
