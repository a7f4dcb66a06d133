import type { Gradient, Optimizer, WeightUpdate } from '@rxgrad/model';
import type { OperatorFunction } from 'rxjs';
import { following } from '../following.ts';
import { stage } from '../stage.ts';

/**
 * Moves the weights: w ← w − learning rate · gradient, or as the optimizer has it. The only operator
 * that changes them; each update adds one to their version.
 *
 * ```
 * gradients             ∇L   ∇L   ∇L|
 * updateWeights(sgd)    v1   v2   v3|
 * ```
 *
 * A hyperparameter that is an Observable is followed for as long as the pipeline runs.
 *
 * @param optimizer - `sgd`, `adagrad`, `adam`, … or one's own
 * @example
 * ```ts
 * import { batch, dense, forward, gradient, loss, sequential, sgd, squaredError, stream, updateWeights, zeros } from 'rxgrad';
 * import { lastValueFrom } from 'rxjs';
 *
 * const model = sequential({ inputs: 1 }, dense(1, { initializer: zeros() }));
 * const update$ = stream([{ x: [3], y: 1 }]).pipe(
 *   batch(1), forward(model), loss(squaredError), gradient(),
 *   updateWeights(sgd({ learningRate: 0.5 })),
 * );
 * (await lastValueFrom(update$)).version; // → 1
 * Array.from(model.data); // → [3, 1]
 * ```
 */
export function updateWeights(optimizer: Optimizer): OperatorFunction<Gradient, WeightUpdate> {
  return following(
    optimizer,
    stage((gradient: Gradient) => gradient.update(optimizer)),
  );
}
