import type { Gradient } from '@rxgrad/model';
import { type OperatorFunction, map } from 'rxjs';

/**
 * Decoupled weight decay: gradients pass as they are, and weights shrink by η·λ before the optimizer moves them, with its
 * learning rate η. With `adam` it makes AdamW.
 *
 * ```
 * gradients          ∇L   ∇L
 * weightDecay(λ)     ∇L   ∇L
 * updateWeights      w·(1 − η·λ) − η·∇L   …
 * ```
 *
 * @param strength - λ, at least 0
 * @throws OptionError - when the strength is negative or not finite
 * @see Loshchilov & Hutter 2019
 * @example
 * ```ts
 * import { batch, constant, dense, forward, gradient, loss, sequential, sgd, squaredError, stream, updateWeights, weightDecay } from 'rxgrad';
 * import { lastValueFrom } from 'rxjs';
 *
 * const model = sequential({ inputs: 1 }, dense(1, { bias: false, initializer: constant(2) }));
 * const update$ = stream([{ x: [1], y: 1 }]).pipe(
 *   batch(1), forward(model), loss(squaredError), gradient(), weightDecay(0.5),
 *   updateWeights(sgd({ learningRate: 0.1 })),
 * );
 * await lastValueFrom(update$);
 * Array.from(model.data); // → [1.7]
 * ```
 */
export function weightDecay(strength: number): OperatorFunction<Gradient, Gradient> {
  return map((gradient) => gradient.weightDecay(strength));
}
