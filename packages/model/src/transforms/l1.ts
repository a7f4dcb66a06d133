import { requireStrength } from './require-strength.ts';
import type { Transform } from './transform.ts';

/**
 * Adds the derivative of λ·‖w‖₁ to gradients: g + λ·sign(w), with sign(0) = 0.
 *
 * Tibshirani 1996: draws weights to 0 at the same pace whatever their size. FTRL-Proximal's `l1` gets them there. Of a sparse table only the rows that a batch touches.
 *
 * @param strength λ
 * @throws OptionError when it is negative or not finite
 * @example
 * ```ts
 * import { parameters, transforms } from 'rxgrad';
 * const gradient = parameters({ force: [2, -2] }).gradient({ force: [1, -1] });
 * Array.from(gradient.transform(transforms.l1(0.1)).data); // → [1.1, -1.1]
 * ```
 */
export function l1(strength: number): Transform {
  requireStrength('l1', strength);
  return {
    name: 'l1',
    values: [0, strength],
    emit(program, plan) {
      const at = { l1: plan.value(1), l2: plan.value(0) };
      for (const segment of plan.memory.segments) program.emit('addPenalty', { ...segment, ...at });
    },
  };
}
