/**
 * An optimizer that looks at features rather than gradients met a model, a loss or a batch that it can't learn from.
 *
 * `normalizedAdaptive` and `passiveAggressive` move one `dense` or `sparseLinear` layer with one output, a sample at a
 * time, by a gradient that nothing was done to. Weights are unchanged.
 *
 * @example
 * ```ts
 * import { LinearModelError, dense, learner, passiveAggressive, hinge, sequential } from 'rxgrad';
 * const model = sequential({ inputs: 2 }, dense(3), dense(1));
 * let error: unknown;
 * try {
 *   learner(model, { loss: hinge, optimizer: passiveAggressive() });
 * } catch (caught) {
 *   error = caught;
 * }
 * error instanceof LinearModelError; // → true
 * ```
 */
export class LinearModelError extends Error {
  override readonly name = 'LinearModelError';
}
