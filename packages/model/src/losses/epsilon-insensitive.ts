import { optionLoss, requireOption } from './option-loss.ts';
import type { LossFunction } from './loss-function.ts';

/**
 * ε-insensitive loss, blind to errors up to ε: the mean of max(0, |ŷ − y| − ε). Derivative sign(ŷ − y)/n beyond ε, else 0.
 *
 * Vapnik 1995, as scikit-learn's `SGDRegressor(loss="epsilon_insensitive")`. Labels: a finite number for each output.
 *
 * @param options epsilon ε, the error that costs nothing (0.1)
 * @throws OptionError when epsilon is negative or not finite
 * @example
 * ```ts
 * import { Batch, constant, dense, epsilonInsensitive, sequential } from 'rxgrad';
 * const model = sequential({ inputs: 1 }, dense(1, { initializer: constant(2) }));
 * const loss = epsilonInsensitive({ epsilon: 0.5 });
 * model.forward(Batch.of([{ x: [1], y: 5 }])).loss(loss).value; // → 2.5
 * ```
 */
export function epsilonInsensitive({
  epsilon = 0.1,
}: { readonly epsilon?: number } = {}): LossFunction {
  requireOption('epsilonInsensitive', 'epsilon', epsilon, epsilon >= 0, 'of at least 0');
  return optionLoss('epsilonInsensitive', { epsilon }, (program, plan) => {
    program.emit('epsilonInsensitive', { ...plan, epsilon });
  });
}
