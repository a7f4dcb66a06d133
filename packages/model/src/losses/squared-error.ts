import { lossFunction } from './loss-function.ts';

/**
 * Squared error: the mean of (ŷ − y)², over the batch and its outputs. Derivative 2 (ŷ − y) / n.
 *
 * As PyTorch's `mse_loss`. Labels: a finite number for each output.
 *
 * @example
 * ```ts
 * import { Batch, constant, dense, sequential, squaredError } from 'rxgrad';
 * const model = sequential({ inputs: 1 }, dense(1, { initializer: constant(2) }));
 * model.forward(Batch.of([{ x: [1], y: 5 }])).loss(squaredError).value; // → 9
 * ```
 */
export const squaredError = lossFunction({
  name: 'squaredError',
  linkName: 'identity',
  labels: 'values',
  neuronRows: 'neuronSquaredErrorRows',
  emit: (program, plan) => void program.emit('squaredError', { ...plan }),
});
