import type { Hyperparameters } from './hyperparameter.ts';
import { decayed } from './decayed.ts';
import { Optimizer } from './optimizer.ts';
import type { Rule } from './rule.ts';
import { wholePower } from './whole-power.ts';

const rule: Rule = {
  type: 'adam',
  defaults: { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  slots: ['mean', 'variance'],
  torchSlots: { mean: 'exp_avg', variance: 'exp_avg_sq' },
  ranges: { variance: [0, Infinity], power1: [0, 1], power2: [0, 1] },
  scalars: { power1: 1, power2: 1 },
  scalarsAt: (step, value) => ({
    power1: wholePower(value('beta1'), step),
    power2: wholePower(value('beta2'), step),
  }),
  begin(program, { scalar }) {
    program.emit('adamBegin', {
      beta1: scalar('beta1'),
      beta2: scalar('beta2'),
      power1: scalar('power1'),
      power2: scalar('power2'),
    });
  },
  emit(program, segment, { scalar, slot }) {
    program.emit('adam', {
      ...segment,
      mean: slot('mean'),
      variance: slot('variance'),
      learningRate: scalar('learningRate'),
      beta1: scalar('beta1'),
      beta2: scalar('beta2'),
      epsilon: scalar('epsilon'),
      power1: scalar('power1'),
      power2: scalar('power2'),
    });
  },
};
const decayedRule = decayed(rule);

/**
 * Adam: m ← β₁·m + (1 − β₁)·g, v ← β₂·v + (1 − β₂)·g², w ← w − η/(1 − β₁ᵗ) · m / (√v/√(1 − β₂ᵗ) + ε); with a weight
 * decay λ, g + λ·w takes the place of g.
 *
 * Kingma & Ba 2015; order and defaults are PyTorch's `torch.optim.Adam`. In a sparse table only the rows that a
 * batch touches move, and only their moments, as in PyTorch's `SparseAdam`.
 *
 * @param options learningRate η (0.001), beta1 β₁ (0.9), beta2 β₂ (0.999), epsilon ε (1e-8),
 *   weightDecay λ (none; `adamw` decays weights apart from the gradient)
 * @throws OptionError when a hyperparameter is negative or not finite
 * @example
 * ```ts
 * import { adam, parameters } from 'rxgrad';
 * const weights = parameters({ angle: 0.5 });
 * weights.gradient({ angle: 2 }).update(adam({ learningRate: 0.1 }));
 * weights.data[0]; // → 0.4
 * ```
 */
export function adam(
  hyperparameters: Hyperparameters<
    'learningRate' | 'beta1' | 'beta2' | 'epsilon' | 'weightDecay'
  > = {},
): Optimizer {
  const decays = hyperparameters.weightDecay !== undefined;
  return new Optimizer(decays ? decayedRule : rule, { ...hyperparameters });
}
