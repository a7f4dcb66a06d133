import type { Hyperparameters } from './hyperparameter.ts';
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

const momentumRule = rolling('momentum');
const nesterovRule = rolling('nesterov');

/** Options of {@link sgd}. */
export interface SgdOptions extends Hyperparameters<'learningRate' | 'momentum'> {
  /** Looks ahead along the momentum before it steps. */
  readonly nesterov?: boolean;
}

/**
 * Stochastic gradient descent: w ← w − η·g; with momentum µ: v ← µ·v + g, w ← w − η·v (Nesterov: w ← w − η·(g + µ·v)).
 *
 * Order and defaults are PyTorch's `torch.optim.SGD`, except that the learning rate is 0.01 when not given. In a
 * sparse table the momentum of a row moves only with the batches that touch it.
 *
 * @param options learningRate η (0.01), momentum µ (none), nesterov
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
  if (hyperparameters.momentum === undefined) return new Optimizer(plain, { ...hyperparameters });
  return new Optimizer(nesterov ? nesterovRule : momentumRule, { ...hyperparameters });
}
