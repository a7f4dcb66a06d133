import type { LossFunction } from './loss-function.ts';

/** What a number of a label may be. */
export interface LabelColumn {
  readonly min: number;
  readonly max: number;
  /** True for a class, the index of an output. */
  readonly whole: boolean;
}

/** The numbers of a label for a model of so many outputs. */
export function labelColumns(loss: LossFunction, outputs: number): readonly LabelColumn[] {
  if (loss.labelColumns !== undefined) return loss.labelColumns(outputs);
  if (loss.labels === 'class') return [{ min: 0, max: outputs - 1, whole: true }];
  const column = { min: loss.min, max: loss.max, whole: false };
  return Array.from({ length: outputs }, () => column);
}
