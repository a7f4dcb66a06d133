import {
  type Batch,
  type LearnerOptions,
  type Model,
  type WeightUpdate,
  learner,
} from '@rxgrad/model';
import { type OperatorFunction, defer } from 'rxjs';
import { following } from '../following.ts';
import { currentPipeline } from '../pipeline.ts';
import { stage } from '../stage.ts';
import { withoutRejected } from '../without.ts';

/**
 * The fast way: `forward`, `loss`, `gradient`, `clipNorm` and `updateWeights` as one operator and one
 * call into the kernels, to the same bits as the five.
 *
 * ```
 * batches        b    b    b|
 * learn(model)   v1   v2   v3|
 * ```
 *
 * @param options - `loss`, `optimizer` and, if need be, `clipNorm`
 * @example
 * ```ts
 * import { batch, dense, learn, sequential, sgd, squaredError, stream, zeros } from 'rxgrad';
 * import { lastValueFrom } from 'rxjs';
 *
 * const model = sequential({ inputs: 1 }, dense(1, { initializer: zeros() }));
 * const update$ = stream([{ x: [3], y: 1 }]).pipe(
 *   batch(1),
 *   learn(model, { loss: squaredError, optimizer: sgd({ learningRate: 0.5 }) }),
 * );
 * (await lastValueFrom(update$)).version; // → 1
 * Array.from(model.data); // → [3, 1]
 * ```
 */
export function learn(
  model: Model,
  options: LearnerOptions,
): OperatorFunction<Batch, WeightUpdate> {
  return (source) =>
    defer(() => {
      currentPipeline().usesLoss(options.loss);
      const fast = learner(model, options);
      const learning = stage((batch: Batch) => fast.learnBatch(batch), withoutRejected);
      return source.pipe(following(options.optimizer, learning));
    });
}
