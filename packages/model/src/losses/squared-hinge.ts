import { lossFunction } from './loss-function.ts';

/**
 * Squared hinge loss of binary labels, from margins z: the mean of h² with h = max(0, 1 − s·z) and s = 2y − 1. Derivative
 * −2·s·h/n.
 *
 * As scikit-learn's `SGDClassifier(loss="squared_hinge")`, whose labels −1 and 1 are 0 and 1 here, as for the log loss.
 * The prediction is 1/(1 + e⁻ᶻ): it decides and ranks as z does, but is no calibrated probability. Labels: 0 or 1 for
 * each output.
 *
 * @example
 * ```ts
 * import { Batch, constant, dense, sequential, squaredHinge } from 'rxgrad';
 * const model = sequential({ inputs: 1 }, dense(1, { initializer: constant(0.5) }));
 * model.forward(Batch.of([{ x: [1], y: 0 }])).loss(squaredHinge).value; // → 2.25
 * ```
 */
export const squaredHinge = lossFunction({
  name: 'squaredHinge',
  linkName: 'sigmoid',
  labels: 'values',
  min: 0,
  max: 1,
  emit: (program, plan) => void program.emit('squaredHinge', { ...plan }),
});
