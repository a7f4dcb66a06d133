import { OptionError } from '@rxgrad/online';
import type { Initializer } from './initializer.ts';

/**
 * All weights begin with one value.
 *
 * @throws OptionError when it isn't finite
 * @example
 * ```ts
 * import { constant, dense, sequential } from 'rxgrad';
 * sequential({ inputs: 1 }, dense(1, { initializer: constant(0.5) })).data[0]; // → 0.5
 * ```
 */
export function constant(value: number): Initializer {
  if (!Number.isFinite(value))
    throw new OptionError(`constant: the value must be finite, it is ${value}`);
  return { fill: (values) => void values.fill(value) };
}
