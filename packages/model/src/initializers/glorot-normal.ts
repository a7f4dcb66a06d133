import type { Initializer } from './initializer.ts';
import { normal } from './normal.ts';

/**
 * Normal with deviation √(2 / (fanIn + fanOut)): keeps the variance forth and back, for symmetric activations.
 *
 * Glorot & Bengio 2010.
 *
 * @example
 * ```ts
 * import { dense, glorotNormal, sequential } from 'rxgrad';
 * const model = sequential({ inputs: 4 }, dense(100, { initializer: glorotNormal() }));
 * model.tensor('dense.weight').every((w) => w !== 0 && Math.abs(w) < 4); // → true
 * ```
 */
export function glorotNormal(): Initializer {
  return {
    fill: (values, fanIn, fanOut, random) =>
      normal(values, Math.sqrt(2 / (fanIn + fanOut)), random),
  };
}
