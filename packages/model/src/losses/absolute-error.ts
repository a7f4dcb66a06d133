import { lossFunction } from './loss-function.ts';

/**
 * Absolute error: the mean of |ŷ − y|, over the batch and its outputs. Derivative sign(ŷ − y) / n, 0 where they are equal.
 *
 * As PyTorch's `l1_loss`. Labels: a finite number for each output.
 *
 * @example
 * ```ts
 * import { Batch, absoluteError, constant, dense, sequential } from 'rxgrad';
 * const model = sequential({ inputs: 1 }, dense(1, { initializer: constant(2) }));
 * model.forward(Batch.of([{ x: [1], y: 5 }])).loss(absoluteError).value; // → 3
 * ```
 */
export const absoluteError = lossFunction({
  name: 'absoluteError',
  linkName: 'identity',
  labels: 'values',
  emit: (program, plan) => void program.emit('absoluteError', { ...plan }),
});
