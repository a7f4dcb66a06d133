import type { BlockUpdate, WeightUpdate } from '@rxgrad/model';

/** What a training pipeline emits: one change of the weights, or all the changes that a block made. */
export type Update = WeightUpdate | BlockUpdate;

/** How many updates of the weights it stands for. */
export function stepsOf(update: Update): number {
  return 'block' in update ? update.size : 1;
}

/** The mean loss of its samples, each taken before it was learned; NaN where none was told. */
export function lossOf(update: Update): number {
  return 'block' in update ? update.loss : update.gradient.lossValue;
}
