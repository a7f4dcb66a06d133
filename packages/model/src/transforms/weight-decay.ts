import { requireStrength } from './require-strength.ts';
import type { Transform } from './transform.ts';

/**
 * Decoupled weight decay: leaves gradients alone and lets weights shrink before the optimizer moves them, w ← (1 − η·λ)·w
 * with its learning rate η; of a sparse table only the rows that a batch touches.
 *
 * Loshchilov & Hutter 2019; with `adam` it makes AdamW.
 *
 * @param strength λ
 * @throws OptionError when it is negative or not finite
 * @example
 * ```ts
 * import { parameters, sgd, transforms } from 'rxgrad';
 * const weights = parameters({ angle: 1 });
 * const gradient = weights.gradient({ angle: 2 }).transform(transforms.weightDecay(0.5));
 * gradient.update(sgd({ learningRate: 0.1 }));
 * weights.data[0]; // → 0.75
 * ```
 */
export function weightDecay(strength: number): Transform {
  requireStrength('weightDecay', strength);
  return { name: 'weightDecay', values: [], decay: strength };
}
