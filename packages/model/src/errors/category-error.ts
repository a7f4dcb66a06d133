import { RejectedSampleError } from '@rxgrad/online';

/**
 * A sample names a category that doesn't exist: weights are unchanged.
 *
 * @example
 * ```ts
 * import { CategoryError, embedding, sequential } from 'rxgrad';
 * let error: unknown;
 * try {
 *   sequential({ inputs: 1 }, embedding(100, 4)).predictOne([100]);
 * } catch (caught) {
 *   error = caught;
 * }
 * error instanceof CategoryError; // → true
 * ```
 */
export class CategoryError extends RejectedSampleError {
  override readonly name = 'CategoryError';

  constructor(message: string, options?: ErrorOptions & { readonly index?: number }) {
    super('category', message, options);
  }
}
