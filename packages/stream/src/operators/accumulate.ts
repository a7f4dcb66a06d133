import { Batch, type Gradient, GradientSum } from '@rxgrad/model';
import { type OperatorFunction, defer, filter, finalize, map } from 'rxjs';

const LEFT_OVER = {
  status: 'rejected',
  reason: 'the run ended before there were enough gradients for one more update',
} as const;

/**
 * Makes one gradient of every n, their mean, so that weights move once in n batches; a rest at the end is dropped,
 * and samples in it that came from outside are told so.
 *
 * ```
 * gradients        [1]   [3]   [5]   [7]   [9]|
 * accumulate(2)          [2]         [6]      |
 * ```
 *
 * All n are taken at the same weights: with equal sizes it comes to the same as `batch(n)`, in less memory.
 *
 * @param n - how many gradients make one, at least 1
 * @throws OptionError - when n is not a whole number above 0
 * @see optax's `MultiSteps`
 * @example
 * ```ts
 * import { accumulate, batch, dense, forward, gradient, loss, sequential, sgd, squaredError, stream, updateWeights, zeros } from 'rxgrad';
 * import { lastValueFrom } from 'rxjs';
 *
 * const model = sequential({ inputs: 1 }, dense(1, { bias: false, initializer: zeros() }));
 * const samples = [{ x: [1], y: 1 }, { x: [1], y: 3 }];
 * const update$ = stream(samples).pipe(
 *   batch(1), forward(model), loss(squaredError), gradient(), accumulate(2),
 *   updateWeights(sgd({ learningRate: 0.5 })),
 * );
 * (await lastValueFrom(update$)).version; // → 1
 * Array.from(model.data); // → [2]
 * ```
 */
export function accumulate(n: number): OperatorFunction<Gradient, Gradient> {
  GradientSum.requireCount(n);
  return (source) =>
    defer(() => {
      const sum = new GradientSum(n);
      return source.pipe(
        map((gradient) => sum.add(gradient)),
        filter((mean) => mean !== undefined),
        finalize(() => leave(sum)),
      );
    });
}

function leave({ batches }: GradientSum): void {
  for (const batch of batches) {
    if (batch instanceof Batch) for (const { receipt } of batch.samples) receipt?.settle(LEFT_OVER);
    else batch.receipt?.settle(LEFT_OVER);
  }
}
