import type { Operation } from './operation.ts';

/** Weights and their gradient: all of them, or the rows of a table that a batch touched. */
const SEGMENT = ['weights', 'gradient', 'count', 'touched', 'width'] as const;

/** How weights follow from gradients. */
export const optimizers = {
  sgd: {
    file: 'sgd',
    operands: [...SEGMENT, 'learningRate'],
  },
  momentum: {
    file: 'momentum',
    operands: [...SEGMENT, 'velocity', 'learningRate', 'factor'],
  },
  nesterov: {
    file: 'momentum',
    operands: [...SEGMENT, 'velocity', 'learningRate', 'factor'],
  },
  adagrad: {
    file: 'adagrad',
    operands: [...SEGMENT, 'sum', 'learningRate', 'epsilon'],
  },
  adam: {
    file: 'adam',
    operands: [
      ...SEGMENT,
      'mean',
      'variance',
      'learningRate',
      'beta1',
      'beta2',
      'epsilon',
      'power1',
      'power2',
    ],
  },
  adamBegin: { file: 'adam', operands: ['beta1', 'beta2', 'power1', 'power2'] },
  adadelta: {
    file: 'adadelta',
    operands: [...SEGMENT, 'square', 'delta', 'learningRate', 'rho', 'epsilon', 'weightDecay'],
  },
  amsgrad: {
    file: 'amsgrad',
    operands: [
      ...SEGMENT,
      'mean',
      'variance',
      'largest',
      'learningRate',
      'beta1',
      'beta2',
      'epsilon',
      'weightDecay',
      'power1',
      'power2',
    ],
  },
  nadam: {
    file: 'nadam',
    operands: [
      ...SEGMENT,
      'mean',
      'variance',
      'learningRate',
      'beta1',
      'beta2',
      'epsilon',
      'weightDecay',
      'power2',
      'momentum',
      'nextMomentum',
      'product',
    ],
  },
  nadamBegin: {
    file: 'nadam',
    operands: [
      'beta1',
      'beta2',
      'momentumDecay',
      'power2',
      'age',
      'momentum',
      'nextMomentum',
      'product',
    ],
  },
  rmsprop: {
    file: 'rmsprop',
    operands: [
      ...SEGMENT,
      'square',
      'mean',
      'velocity',
      'learningRate',
      'alpha',
      'epsilon',
      'momentum',
      'weightDecay',
    ],
  },
  ftrl: {
    file: 'ftrl',
    operands: [...SEGMENT, 'total', 'square', 'learningRate', 'beta', 'l1', 'l2'],
  },
  normalizedAdaptive: {
    file: 'normalized-adaptive',
    operands: [
      'starts',
      'indices',
      'values',
      'inputs',
      'weights',
      'squares',
      'scales',
      'bias',
      'biasSquare',
      'biasScale',
      'y',
      'label',
      'dy',
      'logistic',
      'learningRate',
      'examples',
      'norms',
    ],
  },
  passiveAggressive: {
    file: 'passive-aggressive',
    operands: [
      'starts',
      'indices',
      'values',
      'inputs',
      'weights',
      'bias',
      'dy',
      'value',
      'aggressiveness',
      'soft',
    ],
  },
} as const satisfies Record<string, Operation>;
