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
    const learningRate = scalar('learningRate');
    if (segment.kind === 'dense') program.emit('sgd', { ...segment, learningRate });
    else program.emit('sgdRows', { ...segment, learningRate });
  },
};

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
  void nesterov;
  return new Optimizer(plain, { ...hyperparameters });
}
