import type { Gradient } from '@rxgrad/model';
import { type OperatorFunction, map } from 'rxjs';

/**
 * Holds every number of each gradient within ±max.
 *
 * ```
 * gradients      [0.5, -3]   [4, 1]
 * clipValue(1)   [0.5, -1]   [1, 1]
 * ```
 *
 * @param max - the largest magnitude, above 0
 * @throws OptionError - when `max` is not above 0
 * @see PyTorch's `clip_grad_value_`
 * @example
 * ```ts
 * import { batch, clipValue, constant, dense, forward, gradient, loss, sequential, squaredError, stream } from 'rxgrad';
 * import { lastValueFrom, map } from 'rxjs';
 *
 * const model = sequential({ inputs: 1 }, dense(1, { initializer: constant(2) }));
 * const numbers$ = stream([{ x: [1], y: 1 }]).pipe(
 *   batch(1), forward(model), loss(squaredError), gradient(), clipValue(0.5), map((g) => Array.from(g.data)),
 * );
 * await lastValueFrom(numbers$); // → [0.5, 0.5]
 * ```
 */
export function clipValue(max: number): OperatorFunction<Gradient, Gradient> {
  return map((gradient) => gradient.clipValue(max));
}
