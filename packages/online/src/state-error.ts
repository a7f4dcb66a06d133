/**
 * A state given to `restore` does not fit the object; the object was left unchanged.
 *
 * @example
 * ```ts
 * import { Random, StateError } from 'rxgrad';
 * let error: unknown;
 * try {
 *   new Random(1).restore({ type: 'something else' });
 * } catch (caught) {
 *   error = caught;
 * }
 * error instanceof StateError; // → true
 * ```
 */
export class StateError extends Error {
  override readonly name = 'StateError';
}
