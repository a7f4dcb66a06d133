import type { Initializer } from './initializer.ts';
import { normal } from './normal.ts';

/**
 * Normal with deviation √(2 / fanIn): keeps the variance forth through ReLUs.
 *
 * He et al. 2015.
 *
 * @example
 * ```ts
 * import { dense, heNormal, sequential } from 'rxgrad';
 * const model = sequential({ inputs: 4 }, dense(100, { initializer: heNormal() }));
 * model.tensor('dense.weight').every((w) => w !== 0 && Math.abs(w) < 4); // → true
 * ```
 */
export function heNormal(): Initializer {
  return {
    fill: (values, fanIn, _fanOut, random) => normal(values, Math.sqrt(2 / fanIn), random),
  };
}
