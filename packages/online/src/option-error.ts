/**
 * An option or argument given to a constructor or factory is out of its range.
 *
 * @example
 * ```ts
 * import { OptionError, FeatureHasher } from 'rxgrad';
 * let error: unknown;
 * try {
 *   new FeatureHasher({ buckets: 0 });
 * } catch (caught) {
 *   error = caught;
 * }
 * error instanceof OptionError; // → true
 * ```
 */
export class OptionError extends Error {
  override readonly name: string = 'OptionError';
}
