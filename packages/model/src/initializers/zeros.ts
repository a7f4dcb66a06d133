import { constant } from './constant.ts';
import type { Initializer } from './initializer.ts';

/**
 * All weights begin with 0.
 *
 * @example
 * ```ts
 * import { dense, sequential, zeros } from 'rxgrad';
 * sequential({ inputs: 1 }, dense(1, { initializer: zeros() })).data[0]; // → 0
 * ```
 */
export function zeros(): Initializer {
  return constant(0);
}
