import type { Operation } from './operation.ts';

/** Layers with more to them than a product or a function. */
export const layers = {
  addRows: { file: 'combine', operands: ['a', 'b', 'c', 'width', 'rows'] },
  multiplyRows: { file: 'combine', operands: ['a', 'b', 'c', 'width', 'rows'] },
  copyColumns: {
    file: 'columns',
    operands: ['source', 'sourceWidth', 'target', 'targetWidth', 'width', 'rows'],
  },
  sliceInputGradient: {
    file: 'columns',
    operands: ['dy', 'dx', 'from', 'inputs', 'outputs', 'rows'],
  },
  dropoutForward: {
    file: 'dropout',
    operands: ['x', 'y', 'outputs', 'mask', 'state', 'rate', 'rows'],
    floats: ['rate'],
  },
  dropoutCommit: { file: 'dropout', operands: ['state'] },
  layerNormForward: {
    file: 'layer-norm',
    operands: ['x', 'weights', 'bias', 'y', 'normalized', 'scales', 'outputs', 'epsilon', 'rows'],
    floats: ['epsilon'],
  },
  layerNormInputGradient: {
    file: 'layer-norm',
    operands: ['dy', 'weights', 'normalized', 'scales', 'dx', 'outputs', 'rows'],
  },
  layerNormWeightGradient: {
    file: 'layer-norm',
    operands: ['dy', 'normalized', 'dw', 'db', 'outputs', 'rows'],
  },
  requireCategories: {
    file: 'embedding',
    operands: ['x', 'from', 'columns', 'width', 'categories', 'fault', 'rows'],
    jumps: true,
  },
  embeddingForward: {
    file: 'embedding',
    operands: ['x', 'weights', 'y', 'inputs', 'units', 'rows'],
  },
  embeddingWeightGradient: {
    file: 'embedding',
    operands: ['x', 'dy', 'inputs', 'units', 'positions', 'count', 'touched', 'dw', 'rows'],
  },
  factorizationForward: {
    file: 'factorization-machine',
    operands: [
      'starts',
      'indices',
      'values',
      'bias',
      'weights',
      'factors',
      'sums',
      'y',
      'rank',
      'rows',
    ],
  },
  factorizationGradient: {
    file: 'factorization-machine',
    operands: [
      'starts',
      'indices',
      'values',
      'dy',
      'factors',
      'sums',
      'rank',
      'positions',
      'count',
      'touched',
      'dw',
      'rows',
    ],
  },
  gruForward: {
    file: 'gru',
    operands: [
      'x',
      'y',
      'inputs',
      'units',
      'steps',
      'inputWeights',
      'inputBias',
      'hiddenWeights',
      'hiddenBias',
      'state',
      'scratch',
      'room',
      'rows',
    ],
  },
  gruBackward: {
    file: 'gru',
    operands: ['dy', 'inputs', 'units', 'hiddenWeights', 'scratch', 'room'],
  },
  gruInputGradient: {
    file: 'gru',
    operands: ['dx', 'inputs', 'units', 'inputWeights', 'scratch', 'room', 'rows'],
  },
  gruWeightGradient: {
    file: 'gru',
    operands: [
      'inputs',
      'units',
      'inputWeights',
      'inputBias',
      'hiddenWeights',
      'hiddenBias',
      'scratch',
      'room',
    ],
  },
  gruCommit: { file: 'gru', operands: ['inputs', 'units', 'steps', 'state', 'scratch', 'room'] },
} as const satisfies Record<string, Operation>;
