import { optionLoss, requireOption } from './option-loss.ts';
import type { LossFunction } from './loss-function.ts';

/**
 * Huber's loss, squared near 0 and absolute far from it: with e = ŷ − y, the mean of e²/2 where |e| ≤ δ, else
 * δ·(|e| − δ/2). Derivative e/n, held within ±δ/n.
 *
 * Huber 1964, as PyTorch's `huber_loss`. Labels: a finite number for each output.
 *
 * @param options delta δ, where it turns from squared to absolute (1)
 * @throws OptionError when delta isn't a number above 0
 * @example
 * ```ts
 * import { Batch, constant, dense, huber, sequential } from 'rxgrad';
 * const model = sequential({ inputs: 1 }, dense(1, { initializer: constant(2) }));
 * model.forward(Batch.of([{ x: [1], y: 5 }])).loss(huber({ delta: 1 })).value; // → 2.5
 * ```
 */
export function huber({ delta = 1 }: { readonly delta?: number } = {}): LossFunction {
  requireOption('huber', 'delta', delta, delta > 0, 'above 0');
  return optionLoss('huber', { delta }, (program, plan) => {
    program.emit('huber', { ...plan, delta });
  });
}
