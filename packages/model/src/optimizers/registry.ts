import { adagrad } from './adagrad.ts';
import type { Optimizer } from './optimizer.ts';
import { sgd } from './sgd.ts';

/** The optimizers by name: what a schema's `optimizer` refers to, and what the laws are tested for. */
export const optimizers = {
  adagrad,
  sgd,
} as const satisfies Record<string, (options?: never) => Optimizer>;
