/**
 * A schema describes no model that can be built here: an unknown layer, a size out of range, tensors that don't follow
 * from the layers.
 *
 * @example
 * ```ts
 * import { SchemaError, modelFromSchema } from 'rxgrad';
 * let error: unknown;
 * try {
 *   modelFromSchema({ inputs: 3, layers: [{ type: 'oracle' }] });
 * } catch (caught) {
 *   error = caught;
 * }
 * error instanceof SchemaError; // → true
 * ```
 */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';
}
