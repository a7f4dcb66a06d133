/**
 * A metric was asked to take out a sample that it can't: only what was taken in, and for some only the latest.
 *
 * @example
 * ```ts
 * import { metrics, RevertError } from 'rxgrad';
 * const rolling = metrics.rolling(metrics.mae(), 10);
 * let error: unknown;
 * try {
 *   rolling.revert([1], 1);
 * } catch (caught) {
 *   error = caught;
 * }
 * error instanceof RevertError; // → true
 * ```
 */
export class RevertError extends Error {
  override readonly name = 'RevertError';
}
