import { lossFunction } from './loss-function.ts';

/**
 * Hinge loss of binary labels, from margins z: the mean of max(0, 1 − s·z) with s = 2y − 1. Derivative −s/n where that is
 * above 0, else 0.
 *
 * As scikit-learn's `hinge_loss`, whose labels −1 and 1 are 0 and 1 here, as for the log loss. The prediction is
 * 1/(1 + e⁻ᶻ): it decides and ranks as z does, but is no calibrated probability. Labels: 0 or 1 for each output.
 *
 * @example
 * ```ts
 * import { Batch, constant, dense, hinge, sequential } from 'rxgrad';
 * const model = sequential({ inputs: 1 }, dense(1, { initializer: constant(0.25) }));
 * model.forward(Batch.of([{ x: [1], y: 1 }])).loss(hinge).value; // → 0.75
 * ```
 */
export const hinge = lossFunction({
  name: 'hinge',
  linkName: 'sigmoid',
  labels: 'values',
  min: 0,
  max: 1,
  emit: (program, plan) => void program.emit('hinge', { ...plan }),
});
