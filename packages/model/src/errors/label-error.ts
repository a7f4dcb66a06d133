import { RejectedSampleError } from '@rxgrad/online';

/**
 * A label is not one that the loss can read: a class that doesn't exist, a probability above 1, a missing value.
 *
 * Thrown before anything was learned: weights are unchanged, the sample is to be put aside.
 *
 * @example
 * ```ts
 * import { Batch, LabelError, crossEntropy, dense, sequential } from 'rxgrad';
 * const model = sequential({ inputs: 1 }, dense(3));
 * let error: unknown;
 * try {
 *   model.forward(Batch.of([{ x: [1], y: 3 }])).loss(crossEntropy);
 * } catch (caught) {
 *   error = caught;
 * }
 * error instanceof LabelError; // → true
 * ```
 */
export class LabelError extends RejectedSampleError {
  override readonly name = 'LabelError';

  constructor(message: string, options?: ErrorOptions & { readonly index?: number }) {
    super('label', message, options);
  }
}
