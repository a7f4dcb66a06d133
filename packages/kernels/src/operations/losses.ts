import type { Operation } from './operation.ts';

/** Losses with their derivatives, and links. */
export const losses = {
  absoluteError: {
    file: 'absolute-error',
    operands: ['y', 'label', 'dy', 'value', 'outputs', 'rows'],
  },
  squaredError: {
    file: 'squared-error',
    operands: ['y', 'label', 'dy', 'value', 'outputs', 'rows'],
  },
  logLoss: {
    file: 'log-loss',
    operands: ['y', 'label', 'prediction', 'dy', 'value', 'outputs', 'rows'],
  },
  crossEntropy: {
    file: 'cross-entropy',
    operands: ['y', 'label', 'prediction', 'dy', 'value', 'outputs', 'rows'],
  },
  softmax: { file: 'cross-entropy', operands: ['y', 'prediction', 'outputs', 'rows'] },
  logistic: { file: 'log-loss', operands: ['y', 'prediction', 'outputs', 'rows'] },
  huber: {
    file: 'huber',
    operands: ['y', 'label', 'dy', 'value', 'outputs', 'delta', 'rows'],
    floats: ['delta'],
  },
  quantile: {
    file: 'quantile',
    operands: ['y', 'label', 'dy', 'value', 'outputs', 'tau', 'rows'],
    floats: ['tau'],
  },
  epsilonInsensitive: {
    file: 'epsilon-insensitive',
    operands: ['y', 'label', 'dy', 'value', 'outputs', 'epsilon', 'rows'],
    floats: ['epsilon'],
  },
  hinge: {
    file: 'hinge',
    operands: ['y', 'label', 'prediction', 'dy', 'value', 'outputs', 'rows'],
  },
  squaredHinge: {
    file: 'squared-hinge',
    operands: ['y', 'label', 'prediction', 'dy', 'value', 'outputs', 'rows'],
  },
  poisson: {
    file: 'poisson',
    operands: ['y', 'label', 'prediction', 'dy', 'value', 'outputs', 'rows'],
  },
  exponential: { file: 'poisson', operands: ['y', 'prediction', 'outputs', 'rows'] },
} as const satisfies Record<string, Operation>;
