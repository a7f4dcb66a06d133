import type { Batch, Forward, Model } from '@rxgrad/model';
import type { OperatorFunction } from 'rxjs';
import { stage } from '../stage.ts';
import { withoutRejected } from '../without.ts';

/**
 * Predicts: runs the model on each batch, before anything is learned from it.
 *
 * ```
 * batches          a   b   c|
 * forward(model)   F(a) F(b) F(c)|
 * ```
 *
 * A sample of the wrong shape, or with a value that is not finite, goes to the run's `rejected$`;
 * the rest of its batch goes on.
 *
 * @param model - maps x [inputs] to raw outputs [outputs]
 * @example
 * ```ts
 * import { batch, constant, dense, forward, sequential, stream } from 'rxgrad';
 * import { lastValueFrom, map } from 'rxjs';
 *
 * const model = sequential({ inputs: 2 }, dense(1, { initializer: constant(0.5) }));
 * const output$ = stream([{ x: [1, 3], y: 0 }]).pipe(batch(1), forward(model), map((f) => f.output[0]));
 * await lastValueFrom(output$); // → 2
 * ```
 */
export function forward(model: Model): OperatorFunction<Batch, Forward> {
  return stage((batch) => model.forward(batch), withoutRejected);
}
