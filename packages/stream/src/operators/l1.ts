import type { Gradient } from '@rxgrad/model';
import { type OperatorFunction, map } from 'rxjs';

/**
 * Adds λ·sign(w) to each gradient, the derivative of λ·‖w‖₁: draws weights to 0.
 *
 * ```
 * gradients   ∇L              ∇L
 * l1(λ)       ∇L + λ·sign(w)  ∇L + λ·sign(w)
 * ```
 *
 * @param strength - λ, at least 0
 * @throws OptionError - when the strength is negative or not finite
 * @see Tibshirani 1996
 * @example
 * ```ts
 * import { batch, constant, dense, forward, gradient, l1, loss, sequential, squaredError, stream } from 'rxgrad';
 * import { lastValueFrom, map } from 'rxjs';
 *
 * const model = sequential({ inputs: 1 }, dense(1, { initializer: constant(2) }));
 * const numbers$ = stream([{ x: [1], y: 1 }]).pipe(
 *   batch(1), forward(model), loss(squaredError), gradient(), l1(0.5), map((g) => Array.from(g.data)),
 * );
 * await lastValueFrom(numbers$); // → [2.5, 2]
 * ```
 */
export function l1(strength: number): OperatorFunction<Gradient, Gradient> {
  return map((gradient) => gradient.l1(strength));
}
