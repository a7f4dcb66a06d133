import type { Gradient } from '@rxgrad/model';
import { type OperatorFunction, map } from 'rxjs';

/**
 * Adds λ·w to each gradient, the derivative of λ/2·‖w‖²: keeps weights small.
 *
 * ```
 * gradients   ∇L        ∇L
 * l2(λ)       ∇L + λ·w  ∇L + λ·w
 * ```
 *
 * @param strength - λ, at least 0
 * @throws OptionError - when the strength is negative or not finite
 * @see PyTorch's `weight_decay` of SGD
 * @example
 * ```ts
 * import { batch, constant, dense, forward, gradient, l2, loss, sequential, squaredError, stream } from 'rxgrad';
 * import { lastValueFrom, map } from 'rxjs';
 *
 * const model = sequential({ inputs: 1 }, dense(1, { initializer: constant(2) }));
 * const numbers$ = stream([{ x: [1], y: 1 }]).pipe(
 *   batch(1), forward(model), loss(squaredError), gradient(), l2(0.5), map((g) => Array.from(g.data)),
 * );
 * await lastValueFrom(numbers$); // → [3, 2]
 * ```
 */
export function l2(strength: number): OperatorFunction<Gradient, Gradient> {
  return map((gradient) => gradient.l2(strength));
}
