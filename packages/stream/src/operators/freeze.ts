import type { Gradient } from '@rxgrad/model';
import { type OperatorFunction, map } from 'rxjs';

/**
 * Holds tensors as they are: their gradients become 0, and the optimizer passes them by, so that neither momentum nor
 * weight decay moves them.
 *
 * ```
 * gradients           [3, 4]   [1, 2]
 * freeze('weight')    [0, 4]   [0, 2]
 * ```
 *
 * @param tensors - their names, such as `'dense.weight'`
 * @throws ParameterError - when there is no tensor of that name
 * @see `transforms.freeze` for the same in `learn`
 * @example
 * ```ts
 * import { batch, constant, dense, forward, freeze, gradient, loss, sequential, squaredError, stream } from 'rxgrad';
 * import { lastValueFrom, map } from 'rxjs';
 *
 * const model = sequential({ inputs: 1 }, dense(1, { initializer: constant(2) }));
 * const numbers$ = stream([{ x: [1], y: 1 }]).pipe(
 *   batch(1), forward(model), loss(squaredError), gradient(), freeze('dense.weight'), map((g) => Array.from(g.data)),
 * );
 * await lastValueFrom(numbers$); // → [0, 2]
 * ```
 */
export function freeze(...tensors: readonly string[]): OperatorFunction<Gradient, Gradient> {
  return map((gradient) => gradient.freeze(...tensors));
}
