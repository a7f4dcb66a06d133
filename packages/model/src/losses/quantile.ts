import { optionLoss, requireOption } from './option-loss.ts';
import type { LossFunction } from './loss-function.ts';

/**
 * Quantile loss, least where a share τ of the labels lies below the prediction: the mean of τ·(y − ŷ) where y > ŷ, else
 * (1 − τ)·(ŷ − y). Derivative −τ/n or (1 − τ)/n, 0 where they are equal.
 *
 * Koenker & Bassett 1978, as scikit-learn's `mean_pinball_loss`. Labels: a finite number for each output.
 *
 * @param options tau τ, from 0 to 1 (0.5, the median)
 * @throws OptionError when tau isn't between 0 and 1
 * @example
 * ```ts
 * import { Batch, constant, dense, quantile, sequential } from 'rxgrad';
 * const model = sequential({ inputs: 1 }, dense(1, { initializer: constant(2) }));
 * model.forward(Batch.of([{ x: [1], y: 5 }])).loss(quantile({ tau: 0.9 })).value; // → 2.7
 * ```
 */
export function quantile({ tau = 0.5 }: { readonly tau?: number } = {}): LossFunction {
  requireOption('quantile', 'tau', tau, tau > 0 && tau < 1, 'between 0 and 1');
  return optionLoss('quantile', { tau }, (program, plan) => {
    program.emit('quantile', { ...plan, tau });
  });
}
