import { lossFunction } from './loss-function.ts';

/**
 * Log loss of binary labels, from logits z: the mean of ln(1 + eᶻ) − y·z, computed as max(z, 0) − y·z + ln(1 + e^−|z|).
 * Derivative (p − y) / n with p = 1/(1 + e⁻ᶻ), the prediction.
 *
 * As PyTorch's `binary_cross_entropy_with_logits`. Labels: 0 or 1, or a probability in between, for each output.
 *
 * @example
 * ```ts
 * import { Batch, dense, logLoss, sequential, zeros } from 'rxgrad';
 * const model = sequential({ inputs: 1 }, dense(1, { initializer: zeros() }));
 * model.forward(Batch.of([{ x: [1], y: 1 }])).loss(logLoss).value; // → 0.6931472
 * ```
 */
export const logLoss = lossFunction({
  name: 'logLoss',
  linkName: 'sigmoid',
  labels: 'values',
  min: 0,
  max: 1,
  neuronRows: 'neuronLogLossRows',
  emit: (program, plan) => void program.emit('logLoss', { ...plan }),
});
