import type { Optimizer } from '../optimizers/optimizer.ts';

/** How the number of updates made is called in a file. */
export const STEP = 'step';

/** What an optimizer's snapshot holds. */
export interface OptimizerState {
  readonly type: string;
  readonly step: number;
  /** In the order of the rule's `scalars`. */
  readonly scalars: Float64Array;
  /** In the order of the rule's `slots`, each as long as the weights. */
  readonly slots: readonly Float32Array[];
}

/** What follows a tensor's name in a file, for each slot in the rule's order: `exp_avg` of `dense.weight.exp_avg`. */
export function slotNames({ rule }: Optimizer): readonly string[] {
  return rule.slots.map((slot) => rule.torchSlots?.[slot] ?? slot);
}
