import { RejectedSampleError } from '@rxgrad/online';

/**
 * A sample has another number of values than the model has inputs, or a sparse index lies beyond them.
 *
 * Thrown before anything was written: weights are unchanged, the sample is to be put aside.
 *
 * @example
 * ```ts
 * import { ShapeError, dense, sequential } from 'rxgrad';
 * const model = sequential({ inputs: 3 }, dense(1));
 * let error: unknown;
 * try {
 *   model.predictOne([1, 2]);
 * } catch (caught) {
 *   error = caught;
 * }
 * error instanceof ShapeError; // → true
 * ```
 */
export class ShapeError extends RejectedSampleError {
  override readonly name = 'ShapeError';

  constructor(message: string, options?: ErrorOptions & { readonly index?: number }) {
    super('shape', message, options);
  }
}
