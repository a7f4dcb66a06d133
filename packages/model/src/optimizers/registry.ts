import { adadelta } from './adadelta.ts';
import { adagrad } from './adagrad.ts';
import { adam } from './adam.ts';
import { adamw } from './adamw.ts';
import { amsgrad } from './amsgrad.ts';
import { ftrl } from './ftrl.ts';
import { nadam } from './nadam.ts';
import { normalizedAdaptive } from './normalized-adaptive.ts';
import type { Optimizer } from './optimizer.ts';
import { passiveAggressive } from './passive-aggressive.ts';
import { rmsprop } from './rmsprop.ts';
import { sgd } from './sgd.ts';

/** The optimizers by what they are called in tests, mostly their rule's type: what the laws are tested for. */
export const optimizers = {
  adagrad: (learningRate: number) => adagrad({ learningRate }),
  adam: (learningRate: number) => adam({ learningRate }),
  adadelta: (learningRate: number) => adadelta({ learningRate }),
  adamw: (learningRate: number) => adamw({ learningRate }),
  amsgrad: (learningRate: number) => amsgrad({ learningRate }),
  ftrl: (learningRate: number) => ftrl({ learningRate, l1: 0.001, l2: 0.001 }),
  nadam: (learningRate: number) => nadam({ learningRate }),
  rmsprop: (learningRate: number) => rmsprop({ learningRate }),
  'rmsprop-momentum': (learningRate: number) => rmsprop({ learningRate, momentum: 0.9 }),
  'rmsprop-centered': (learningRate: number) => rmsprop({ learningRate, centered: true }),
  sgd: (learningRate: number) => sgd({ learningRate }),
  'sgd-momentum': (learningRate: number) => sgd({ learningRate, momentum: 0.9 }),
  'sgd-nesterov': (learningRate: number) => sgd({ learningRate, momentum: 0.9, nesterov: true }),
  'sgd-decay': (learningRate: number) => sgd({ learningRate, weightDecay: 0.1 }),
  'adam-decay': (learningRate: number) => adam({ learningRate, weightDecay: 0.1 }),
} as const satisfies Record<string, (learningRate: number) => Optimizer>;

/** Those that look at features, for a linear neuron only; their rules tell which losses they were derived for. */
export const linearOptimizers = {
  normalizedAdaptive: (learningRate: number) => normalizedAdaptive({ learningRate }),
  'passiveAggressive-1': (aggressiveness: number) => passiveAggressive({ aggressiveness }),
  'passiveAggressive-2': (aggressiveness: number) =>
    passiveAggressive({ aggressiveness, variant: 2 }),
} as const satisfies Record<string, (rate: number) => Optimizer>;
