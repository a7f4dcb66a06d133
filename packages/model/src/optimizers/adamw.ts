import type { Hyperparameters } from './hyperparameter.ts';
import { operands } from './operands.ts';
import { Optimizer } from './optimizer.ts';
import type { Rule } from './rule.ts';
import { wholePower } from './whole-power.ts';

const defaults = {
  learningRate: 0.001,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0.01,
};
const slots = ['mean', 'variance'] as const;
const powers = ['beta1', 'beta2', 'power1', 'power2'] as const;

const rule: Rule = {
  type: 'adamw',
  defaults,
  slots,
  torchSlots: { mean: 'exp_avg', variance: 'exp_avg_sq' },
  ranges: { variance: [0, Infinity], power1: [0, 1], power2: [0, 1] },
  scalars: { power1: 1, power2: 1 },
  scalarsAt: (step, value) => ({
    power1: wholePower(value('beta1'), step),
    power2: wholePower(value('beta2'), step),
  }),
  begin(program, plan) {
    program.emit('adamBegin', operands(plan, [], powers));
  },
  emit(program, segment, plan) {
    const decay = operands(plan, [], ['learningRate', 'weightDecay']);
    program.emit('decayWeights', { ...segment, ...decay });
    const moving = operands(plan, slots, [...powers, 'learningRate', 'epsilon']);
    program.emit('adam', { ...segment, ...moving });
  },
};

/**
 * AdamW, Adam with a weight decay of its own: w ← (1 − η·λ)·w, then as `adam`: m ← β₁·m + (1 − β₁)·g,
 * v ← β₂·v + (1 − β₂)·g², w ← w − η/(1 − β₁ᵗ) · m / (√v/√(1 − β₂ᵗ) + ε).
 *
 * Loshchilov & Hutter 2019; order and defaults are PyTorch's `torch.optim.AdamW`. In a sparse table only the rows that
 * a batch touches move, decay and cost time.
 *
 * @param options learningRate η (0.001), beta1 β₁ (0.9), beta2 β₂ (0.999), epsilon ε (1e-8), weightDecay λ (0.01)
 * @throws OptionError when a hyperparameter is negative or not finite
 * @example
 * ```ts
 * import { adamw, parameters } from 'rxgrad';
 * const weights = parameters({ angle: 0.5 });
 * weights.gradient({ angle: 2 }).update(adamw({ learningRate: 0.1, weightDecay: 0.5 }));
 * weights.data[0]; // → 0.375
 * ```
 */
export function adamw(hyperparameters: Hyperparameters<keyof typeof defaults> = {}): Optimizer {
  return new Optimizer(rule, { ...hyperparameters });
}
