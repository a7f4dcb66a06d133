import type { Gradient } from '@rxgrad/model';
import { type OperatorFunction, map } from 'rxjs';

/**
 * Shortens each gradient that is longer than `max`: g · min(1, max / ‖g‖₂), over all tensors together.
 *
 * ```
 * gradients      ‖g‖=0.5   ‖g‖=4
 * clipNorm(1)    ‖g‖=0.5   ‖g‖=1
 * ```
 *
 * @param max - the longest Euclidean norm, above 0
 * @throws RangeError - when `max` is not above 0
 * @see Pascanu, Mikolov, Bengio 2013; as PyTorch's `clip_grad_norm_`
 * @example
 * ```ts
 * import { batch, clipNorm, dense, forward, gradient, loss, sequential, squaredError, stream, zeros } from 'rxgrad';
 * import { lastValueFrom, map } from 'rxjs';
 *
 * const model = sequential({ inputs: 1 }, dense(1, { initializer: zeros() }));
 * const norm$ = stream([{ x: [3], y: 1 }]).pipe(
 *   batch(1), forward(model), loss(squaredError), gradient(), clipNorm(1), map((g) => g.norm),
 * );
 * await lastValueFrom(norm$); // → 1
 * ```
 */
export function clipNorm(max: number): OperatorFunction<Gradient, Gradient> {
  if (!(max > 0)) throw new RangeError(`clipNorm expects a norm above 0, it was given ${max}`);
  return map((gradient) => gradient.clipNorm(max));
}
