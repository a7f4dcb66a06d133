import type { Operation } from './operation.ts';

/** What a neuron needs to learn a block by itself. */
const NEURON_ROWS = [
  'x',
  'label',
  'weights',
  'bias',
  'inputs',
  'learningRate',
  'rateStride',
  'predictions',
  'sum',
  'cursor',
  'count',
] as const;

/** Products, and what belongs to them: layers that compute x·W + b. */
export const linear = {
  denseForward: {
    file: 'dense-forward',
    operands: ['x', 'weights', 'bias', 'y', 'panel', 'inputs', 'outputs', 'rows'],
  },
  denseInputGradient: {
    file: 'dense-input-gradient',
    operands: ['dy', 'weights', 'dx', 'inputs', 'outputs', 'rows'],
  },
  denseWeightGradient: {
    file: 'dense-weight-gradient',
    operands: ['x', 'dy', 'dw', 'inputs', 'outputs', 'rows'],
  },
  denseSgd: {
    file: 'dense-weight-gradient',
    operands: ['x', 'dy', 'weights', 'inputs', 'outputs', 'learningRate', 'rows'],
  },
  neuronForward: { file: 'neuron', operands: ['x', 'weights', 'bias', 'y', 'inputs', 'rows'] },
  neuronGradient: { file: 'neuron', operands: ['x', 'dy', 'dw', 'db', 'inputs', 'rows'] },
  neuronSgd: {
    file: 'neuron',
    operands: ['x', 'dy', 'weights', 'bias', 'inputs', 'learningRate', 'rows'],
  },
  neuronSquaredErrorRows: { file: 'neuron-rows', operands: NEURON_ROWS },
  neuronLogLossRows: { file: 'neuron-rows', operands: NEURON_ROWS },
  neuronInputGradient: { file: 'neuron', operands: ['dy', 'weights', 'dx', 'inputs', 'rows'] },
  biasGradient: { file: 'bias-gradient', operands: ['dy', 'db', 'outputs', 'rows'] },
  biasSgd: { file: 'bias-gradient', operands: ['dy', 'bias', 'outputs', 'learningRate', 'rows'] },
  sparseForward: {
    file: 'sparse-forward',
    operands: ['starts', 'indices', 'values', 'weights', 'bias', 'y', 'outputs', 'rows'],
  },
  sparseWeightGradient: {
    file: 'sparse-weight-gradient',
    operands: [
      'starts',
      'indices',
      'values',
      'dy',
      'outputs',
      'positions',
      'count',
      'touched',
      'dw',
      'rows',
    ],
  },
} as const satisfies Record<string, Operation>;
