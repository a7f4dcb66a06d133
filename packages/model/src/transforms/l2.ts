import { requireStrength } from './require-strength.ts';
import type { Transform } from './transform.ts';

/**
 * Adds the derivative of λ/2·‖w‖₂² to gradients: g + λ·w.
 *
 * As PyTorch's `weight_decay` of SGD, where it is the derivative of λ/2·‖w‖². Of a sparse table only the rows that a batch touches.
 *
 * @param strength λ
 * @throws OptionError when it is negative or not finite
 * @example
 * ```ts
 * import { parameters, transforms } from 'rxgrad';
 * const gradient = parameters({ force: [2, -2] }).gradient({ force: [1, -1] });
 * Array.from(gradient.transform(transforms.l2(0.1)).data); // → [1.2, -1.2]
 * ```
 */
export function l2(strength: number): Transform {
  requireStrength('l2', strength);
  return {
    name: 'l2',
    values: [0, strength],
    emit(program, plan) {
      const at = { l1: plan.value(0), l2: plan.value(1) };
      for (const segment of plan.memory.segments) program.emit('addPenalty', { ...segment, ...at });
    },
  };
}
