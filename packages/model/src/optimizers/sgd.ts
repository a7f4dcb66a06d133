import type { Hyperparameters } from './hyperparameter.ts';
import { decayed } from './decayed.ts';
import { Optimizer } from './optimizer.ts';
import type { Rule } from './rule.ts';

const plain: Rule = {
  type: 'sgd',
  defaults: { learningRate: 0.01 },
  slots: [],
  scalars: {},
  descends: true,
  emit(program, segment, { scalar }) {
    program.emit('sgd', { ...segment, learningRate: scalar('learningRate') });
  },
};

const rolling = (kernel: 'momentum' | 'nesterov'): Rule => ({
  type: kernel === 'momentum' ? 'sgd-momentum' : 'sgd-nesterov',
  defaults: { learningRate: 0.01, momentum: 0 },
  slots: ['velocity'],
  torchSlots: { velocity: 'momentum_buffer' },
  scalars: {},
  emit(program, segment, { scalar, slot }) {
    program.emit(kernel, {
      ...segment,
      velocity: slot('velocity'),
      learningRate: scalar('learningRate'),
      factor: scalar('momentum'),
    });
  },
});

const rules = { plain, momentum: rolling('momentum'), nesterov: rolling('nesterov') };
const decayedRules = {
  plain: decayed(rules.plain),
  momentum: decayed(rules.momentum),
  nesterov: decayed(rules.nesterov),
};

/** Options of {@link sgd}. */
export interface SgdOptions extends Hyperparameters<'learningRate' | 'momentum' | 'weightDecay'> {
  /** Looks ahead along the momentum before it steps. */
  readonly nesterov?: boolean;
}

/**
 * Stochastic gradient descent: w ← w − η·g; with momentum µ: v ← µ·v + g, w ← w − η·v (Nesterov: w ← w − η·(g + µ·v)).
 *
 * With a weight decay λ, g + λ·w takes the place of g. Order and defaults are PyTorch's `torch.optim.SGD`, except that the
 * learning rate is 0.01 when not given. In a sparse table a row decays, and its momentum moves, only with the batches
 * that touch it.
 *
 * @param options learningRate η (0.01), momentum µ (none), nesterov, weightDecay λ (none)
 * @throws OptionError when a hyperparameter is negative or not finite
 * @example
 * ```ts
 * import { parameters, sgd } from 'rxgrad';
 * const weights = parameters({ angle: 0.5 });
 * weights.gradient({ angle: 2 }).update(sgd({ learningRate: 0.1 }));
 * weights.data[0]; // → 0.3
 * ```
 */
export function sgd({ nesterov = false, ...hyperparameters }: SgdOptions = {}): Optimizer {
  const { momentum, weightDecay } = hyperparameters;
  const known = weightDecay === undefined ? rules : decayedRules;
  const rolled = nesterov ? known.nesterov : known.momentum;
  return new Optimizer(momentum === undefined ? known.plain : rolled, { ...hyperparameters });
}
