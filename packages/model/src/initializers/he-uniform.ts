import type { Initializer } from './initializer.ts';
import { uniform } from './uniform.ts';

/**
 * Uniform in ±√(6 / fanIn): keeps the variance forth through ReLUs.
 *
 * He et al. 2015.
 *
 * @example
 * ```ts
 * import { dense, heUniform, sequential } from 'rxgrad';
 * const model = sequential({ inputs: 4 }, dense(100, { initializer: heUniform() }));
 * model.tensor('dense.weight').every((w) => w !== 0 && Math.abs(w) < 4); // → true
 * ```
 */
export function heUniform(): Initializer {
  return {
    fill: (values, fanIn, _fanOut, random) => uniform(values, Math.sqrt(6 / fanIn), random),
  };
}
