import type { Gradient, Loss } from '@rxgrad/model';
import type { OperatorFunction } from 'rxjs';
import { stage } from '../stage.ts';

/**
 * Differentiates each loss with respect to every weight: back-propagation.
 *
 * ```
 * losses        L    L    L|
 * gradient()    ∇L   ∇L   ∇L|
 * ```
 *
 * @example
 * ```ts
 * import { batch, dense, forward, gradient, loss, sequential, squaredError, stream, zeros } from 'rxgrad';
 * import { lastValueFrom, map } from 'rxjs';
 *
 * const model = sequential({ inputs: 1 }, dense(1, { initializer: zeros() }));
 * const gradient$ = stream([{ x: [3], y: 1 }]).pipe(
 *   batch(1), forward(model), loss(squaredError), gradient(), map((g) => Array.from(g.data)),
 * );
 * await lastValueFrom(gradient$); // → [-6, -2]
 * ```
 */
export function gradient(): OperatorFunction<Loss, Gradient> {
  return stage((loss) => loss.gradient());
}
