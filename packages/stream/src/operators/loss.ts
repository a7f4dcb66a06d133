import type { Batch, Forward, Loss, LossFunction } from '@rxgrad/model';
import { type OperatorFunction, defer } from 'rxjs';
import { currentPipeline } from '../pipeline.ts';
import { stage } from '../stage.ts';
import { withoutRejected } from '../without.ts';

/**
 * Measures each prediction's error: the mean loss over its batch.
 *
 * ```
 * forwards             F   F   F|
 * loss(squaredError)   L   L   L|
 * ```
 *
 * A label that the loss can't read goes, with its sample, to the run's `rejected$`; the rest of the
 * batch is predicted and measured again without it.
 *
 * @param lossFunction - `squaredError`, `logLoss`, `crossEntropy`, … or one's own
 * @example
 * ```ts
 * import { batch, constant, dense, forward, loss, sequential, squaredError, stream } from 'rxgrad';
 * import { lastValueFrom, map } from 'rxjs';
 *
 * const model = sequential({ inputs: 1 }, dense(1, { initializer: constant(0.5) }));
 * const loss$ = stream([{ x: [2], y: 4 }]).pipe(
 *   batch(1), forward(model), loss(squaredError), map((l) => l.value),
 * );
 * await lastValueFrom(loss$); // → 9
 * ```
 */
export function loss(lossFunction: LossFunction): OperatorFunction<Forward, Loss> {
  const measure = stage(
    (forward: Forward) => forward.loss(lossFunction),
    (forward, error) => {
      const { rejected, rest } = withoutRejected(forward.batch as Batch, error);
      return { rejected, rest: rest && forward.model.forward(rest) };
    },
  );
  return (source) =>
    defer(() => {
      currentPipeline().usesLoss(lossFunction);
      return measure(source);
    });
}
