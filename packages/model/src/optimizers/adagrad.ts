import type { Hyperparameters } from './hyperparameter.ts';
import { decayed } from './decayed.ts';
import { Optimizer } from './optimizer.ts';
import type { Rule } from './rule.ts';

const rule: Rule = {
  type: 'adagrad',
  defaults: { learningRate: 0.01, epsilon: 1e-10 },
  slots: ['sum'],
  ranges: { sum: [0, Infinity] },
  scalars: {},
  emit(program, segment, { scalar, slot }) {
    program.emit('adagrad', {
      ...segment,
      sum: slot('sum'),
      learningRate: scalar('learningRate'),
      epsilon: scalar('epsilon'),
    });
  },
};
const decayedRule = decayed(rule);

/**
 * AdaGrad, a learning rate of its own for each weight: G ← G + g², w ← w − η·g / (√G + ε); with a weight decay λ,
 * g + λ·w takes the place of g.
 *
 * Duchi, Hazan, Singer 2011; order and defaults are PyTorch's `torch.optim.Adagrad`. In a sparse table only the rows that
 * a batch touches cost time.
 *
 * @param options learningRate η (0.01), epsilon ε (1e-10), weightDecay λ (none)
 * @throws OptionError when a hyperparameter is negative or not finite
 * @example
 * ```ts
 * import { adagrad, parameters } from 'rxgrad';
 * const weights = parameters({ angle: 0.5 });
 * weights.gradient({ angle: 2 }).update(adagrad({ learningRate: 0.1 }));
 * weights.data[0]; // → 0.4
 * ```
 */
export function adagrad(
  hyperparameters: Hyperparameters<'learningRate' | 'epsilon' | 'weightDecay'> = {},
): Optimizer {
  const decays = hyperparameters.weightDecay !== undefined;
  return new Optimizer(decays ? decayedRule : rule, { ...hyperparameters });
}
