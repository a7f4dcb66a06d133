import type { Program } from '@rxgrad/kernels';
import type { ParameterMemory } from '../parameters/memory.ts';

/** Where a transform finds its numbers. */
export interface TransformPlan {
  readonly memory: ParameterMemory;
  /** Byte address of value `i`, an f64. */
  value(i: number): number;
}

/**
 * Something done to a gradient between back-propagation and update: a definition without state, that may stand in any
 * number of pipelines.
 */
export interface Transform {
  readonly name: string;
  /** Numbers that it is steered by, and room for those that it works with. */
  readonly values: readonly number[];
  /** The tensors that it stops, by name. */
  readonly frozen?: readonly string[];
  /** How much of the learning rate all weights shrink by, before the optimizer moves them. */
  readonly decay?: number;
  /** Instructions that change the gradient in memory. */
  emit?(program: Program, plan: TransformPlan): void;
}

/** What transforms leave for the update to do. */
export interface Aftermath {
  readonly frozen: readonly string[];
  readonly decay: number;
}

const NOTHING: Aftermath = { frozen: [], decay: 0 };

export function aftermathOf(transforms: readonly Transform[]): Aftermath {
  if (transforms.length === 0) return NOTHING;
  return {
    frozen: [...new Set(transforms.flatMap(({ frozen = [] }) => frozen))],
    decay: transforms.reduce((sum, { decay = 0 }) => sum + decay, 0),
  };
}
