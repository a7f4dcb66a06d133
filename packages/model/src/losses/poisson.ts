import { lossFunction } from './loss-function.ts';

/**
 * Poisson loss of counts, from the logarithm z of the rate: the mean of eᶻ − y·z. Derivative (eᶻ − y)/n; prediction eᶻ.
 *
 * As PyTorch's `poisson_nll_loss(log_input=True)`, without the constant ln y!. Beyond z = 64 (a rate of 10²⁷) eᶻ goes on
 * as its tangent there, so that value and derivative stay finite. Labels: a number ≥ 0 for each output.
 *
 * @example
 * ```ts
 * import { Batch, dense, poisson, sequential, zeros } from 'rxgrad';
 * const model = sequential({ inputs: 1 }, dense(1, { initializer: zeros() }));
 * model.forward(Batch.of([{ x: [1], y: 3 }])).loss(poisson).value; // → 1
 * ```
 */
export const poisson = lossFunction({
  name: 'poisson',
  linkName: 'exponential',
  labels: 'values',
  min: 0,
  emit: (program, plan) => void program.emit('poisson', { ...plan }),
});
