import {
  Batch,
  Block,
  type BlockUpdate,
  type Learner,
  type LearnerOptions,
  type Model,
  type WeightUpdate,
  learner,
} from '@rxgrad/model';
import { type Observable, defer } from 'rxjs';
import { following } from '../following.ts';
import { currentPipeline } from '../pipeline.ts';
import { stage } from '../stage.ts';
import type { Update } from '../update.ts';
import { type Learnable, withoutRejected } from '../without.ts';

/** A block makes many updates at once, anything else one. */
export type UpdateOf<T extends Learnable> = T extends Block ? BlockUpdate : WeightUpdate;

/**
 * The fast way: `forward`, `loss`, `gradient`, `clipNorm` and `updateWeights` as one operator and one
 * call into the kernels, to the same bits as the five.
 *
 * ```
 * samples        s    s    s|       one update from each
 * batches        b    b    b|       one update from all samples of a batch
 * blocks         B    B    B|       one update from each row, without leaving the kernels
 * learn(model)   u    u    u|
 * ```
 *
 * @param options - `loss`, `optimizer` and, if need be, `clipNorm`
 * @example
 * ```ts
 * import { Block, dense, learn, sequential, sgd, squaredError, stream, zeros } from 'rxgrad';
 * import { lastValueFrom } from 'rxjs';
 *
 * const model = sequential({ inputs: 1 }, dense(1, { initializer: zeros() }));
 * const options = { loss: squaredError, optimizer: sgd({ learningRate: 0.5 }) };
 * (await lastValueFrom(stream([{ x: [3], y: 1 }]).pipe(learn(model, options)))).version; // → 1
 * Array.from(model.data); // → [3, 1]
 * const block = new Block(Float32Array.of(0, 0), Float32Array.of(1, 1), 2);
 * (await lastValueFrom(stream([block]).pipe(learn(model, options)))).version; // → 3
 * ```
 */
export function learn(
  model: Model,
  options: LearnerOptions,
): <T extends Learnable>(source: Observable<T>) => Observable<UpdateOf<T>> {
  // Made once: it has regions of its own in the model's memory, which nobody frees.
  let made: Learner | undefined;
  return <T extends Learnable>(source: Observable<T>) =>
    defer(() => {
      currentPipeline().usesLoss(options.loss);
      made ??= learner(model, options);
      const fast = made;
      const learning = stage<T, Update>((item) => learnFrom(fast, item), withoutRejected);
      return source.pipe(following(options.optimizer, learning)) as Observable<UpdateOf<T>>;
    });
}

function learnFrom(fast: Learner, item: Learnable): Update {
  if (item instanceof Batch) return fast.learnBatch(item);
  return item instanceof Block ? fast.learnMany(item) : fast.learnOne(item);
}
