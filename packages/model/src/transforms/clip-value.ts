import { OptionError } from '@rxgrad/online';
import type { Transform } from './transform.ts';

/**
 * Holds every number of a gradient within ±max.
 *
 * As PyTorch's `clip_grad_value_`.
 *
 * @param max the largest magnitude
 * @throws OptionError when it isn't above 0
 * @example
 * ```ts
 * import { parameters, transforms } from 'rxgrad';
 * const gradient = parameters({ force: [0, 0] }).gradient({ force: [3, -0.5] });
 * Array.from(gradient.transform(transforms.clipValue(1)).data); // → [1, -0.5]
 * ```
 */
export function clipValue(max: number): Transform {
  if (!(max > 0)) throw new OptionError(`clipValue: the limit must be above 0, it is ${max}`);
  return {
    name: 'clipValue',
    values: [max],
    emit(program, plan) {
      for (const segment of plan.memory.segments) {
        program.emit('clipValue', { ...segment, max: plan.value(0) });
      }
    },
  };
}
