import type { Initializer } from './initializer.ts';
import { uniform } from './uniform.ts';

/**
 * Uniform in ±√(6 / (fanIn + fanOut)): keeps the variance forth and back, for symmetric activations.
 *
 * Glorot & Bengio 2010.
 *
 * @example
 * ```ts
 * import { dense, glorotUniform, sequential } from 'rxgrad';
 * const model = sequential({ inputs: 4 }, dense(100, { initializer: glorotUniform() }));
 * model.tensor('dense.weight').every((w) => w !== 0 && Math.abs(w) < 4); // → true
 * ```
 */
export function glorotUniform(): Initializer {
  return {
    fill: (values, fanIn, fanOut, random) =>
      uniform(values, Math.sqrt(6 / (fanIn + fanOut)), random),
  };
}
