/**
 * A safetensors file can't be read, or doesn't fit the model or the optimizer it is loaded into; nothing was changed.
 * Also: what was to be written would be no file that can be read.
 *
 * @example
 * ```ts
 * import { SafetensorsError, loadSafetensors, parameters } from 'rxgrad';
 * let error: unknown;
 * try {
 *   loadSafetensors(parameters({ angle: 0.7 }), new Uint8Array(5));
 * } catch (caught) {
 *   error = caught;
 * }
 * error instanceof SafetensorsError; // → true
 * ```
 */
export class SafetensorsError extends Error {
  override readonly name = 'SafetensorsError';

  constructor(problem: string, options?: ErrorOptions) {
    super(`safetensors: ${problem}`, options);
  }
}
