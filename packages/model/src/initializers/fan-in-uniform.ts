import type { Initializer } from './initializer.ts';
import { uniform } from './uniform.ts';

/**
 * Uniform in ±1/√fanIn: PyTorch's default for the weights of `Linear`.
 *
 * @example
 * ```ts
 * import { dense, fanInUniform, sequential } from 'rxgrad';
 * const model = sequential({ inputs: 4 }, dense(9, { initializer: fanInUniform() }));
 * model.tensor('dense.weight').every((w) => Math.abs(w) <= 0.5); // → true
 * ```
 */
export function fanInUniform(): Initializer {
  return {
    fill: (values, fanIn, _fanOut, random) => uniform(values, 1 / Math.sqrt(fanIn), random),
  };
}
