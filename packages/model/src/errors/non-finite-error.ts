import { RejectedSampleError } from '@rxgrad/online';

/**
 * A feature, or a gradient of one's own, is NaN, infinite or beyond what 32 bits hold.
 *
 * Thrown before anything was learned: weights are unchanged, the sample is to be put aside.
 *
 * @example
 * ```ts
 * import { NonFiniteError, dense, sequential } from 'rxgrad';
 * const model = sequential({ inputs: 1 }, dense(1));
 * let error: unknown;
 * try {
 *   model.predictOne([Number.NaN]);
 * } catch (caught) {
 *   error = caught;
 * }
 * error instanceof NonFiniteError; // → true
 * ```
 */
export class NonFiniteError extends RejectedSampleError {
  override readonly name = 'NonFiniteError';

  constructor(message: string, options?: ErrorOptions & { readonly index?: number }) {
    super('not-finite', message, options);
  }
}
