/**
 * A tensor's name is unknown or taken twice, or its values are of another length.
 *
 * @example
 * ```ts
 * import { ParameterError, parameters } from 'rxgrad';
 * let error: unknown;
 * try {
 *   parameters({ angle: 0.7 }).tensor('force');
 * } catch (caught) {
 *   error = caught;
 * }
 * error instanceof ParameterError; // → true
 * ```
 */
export class ParameterError extends Error {
  override readonly name = 'ParameterError';
}
