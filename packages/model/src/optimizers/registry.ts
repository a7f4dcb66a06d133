import { adagrad } from './adagrad.ts';
import { adam } from './adam.ts';
import type { Optimizer } from './optimizer.ts';
import { sgd } from './sgd.ts';

/** The optimizers by their rule's type: what the laws are tested for. */
export const optimizers = {
  adagrad: (learningRate: number) => adagrad({ learningRate }),
  adam: (learningRate: number) => adam({ learningRate }),
  sgd: (learningRate: number) => sgd({ learningRate }),
  'sgd-momentum': (learningRate: number) => sgd({ learningRate, momentum: 0.9 }),
  'sgd-nesterov': (learningRate: number) => sgd({ learningRate, momentum: 0.9, nesterov: true }),
} as const satisfies Record<string, (learningRate: number) => Optimizer>;
