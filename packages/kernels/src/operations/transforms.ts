import type { Operation } from './operation.ts';

/** What happens to a gradient between backward and update. */
export const transforms = {
  clear: { file: 'clear', operands: ['at'] },
  addSquares: { file: 'norm', operands: ['gradient', 'count', 'touched', 'width', 'sum'] },
  clipFactor: { file: 'norm', operands: ['sum', 'max', 'factor'] },
  scaleGradient: { file: 'norm', operands: ['gradient', 'count', 'touched', 'width', 'factor'] },
  clipValue: { file: 'clip-value', operands: ['gradient', 'count', 'touched', 'width', 'max'] },
  addPenalty: {
    file: 'penalty',
    operands: ['weights', 'gradient', 'count', 'touched', 'width', 'l1', 'l2'],
  },
  decayWeights: {
    file: 'penalty',
    operands: ['weights', 'count', 'touched', 'width', 'learningRate', 'weightDecay'],
  },
  clearGradient: { file: 'clear-gradient', operands: ['gradient', 'count', 'touched', 'width'] },
} as const satisfies Record<string, Operation>;
