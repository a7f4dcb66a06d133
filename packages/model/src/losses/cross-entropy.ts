import { lossFunction } from './loss-function.ts';

/**
 * Cross-entropy of classes, from logits z: the mean of ln Σₖ exp(zₖ) − z_y, with the largest z subtracted first.
 * Derivative (p − 1[y]) / n with p = softmax(z), the prediction.
 *
 * As PyTorch's `cross_entropy`. Labels: the index of a class, from 0 to outputs − 1.
 *
 * @example
 * ```ts
 * import { Batch, crossEntropy, dense, sequential, zeros } from 'rxgrad';
 * const model = sequential({ inputs: 1 }, dense(4, { initializer: zeros() }));
 * model.forward(Batch.of([{ x: [1], y: 3 }])).loss(crossEntropy).value; // → 1.3862944
 * ```
 */
export const crossEntropy = lossFunction({
  name: 'crossEntropy',
  linkName: 'softmax',
  labels: 'class',
  emit: (program, plan) => void program.emit('crossEntropy', { ...plan }),
});
