/**
 * Every kernel that a plan can call: its file under `assembly/` and its operands in order.
 *
 * The one list: the build makes the interpreter from it, and `Program.emit` takes its types from it. Operands are
 * byte addresses and counts; `rows`, the batch's size, is not stored with each instruction but read from
 * memory when it runs; those among `floats` are f32 numbers. A kernel that `jumps` returns the address at which the program goes on.
 */
export const operations = {
  host: { file: 'host', operands: ['index'] },
  requireFinite: {
    file: 'require-finite',
    operands: ['x', 'width', 'fault', 'rows'],
    jumps: true,
  },
  requireSparse: {
    file: 'require-finite',
    operands: ['starts', 'indices', 'values', 'inputs', 'fault', 'rows'],
    jumps: true,
  },
  beginRow: {
    file: 'block-row',
    operands: ['cursor', 'blockX', 'x', 'bytes', 'blockLabel', 'label', 'labelBytes'],
  },
  beginSparseRow: {
    file: 'block-row',
    operands: [
      'cursor', 'blockStarts', 'blockIndices', 'blockValues',
      'starts', 'indices', 'values', 'blockLabel', 'label', 'labelBytes',
    ],
  },
  loadRow: { file: 'block-row', operands: ['cursor', 'table', 'target', 'bytes'] },
  endRow: {
    file: 'block-row',
    operands: ['cursor', 'count', 'predictions', 'prediction', 'bytes', 'sum', 'loss', 'distance'],
    jumps: true,
  },

  denseForward: {
    file: 'dense-forward',
    operands: ['x', 'weights', 'bias', 'y', 'inputs', 'outputs', 'rows'],
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
      'starts', 'indices', 'values', 'dy', 'outputs',
      'positions', 'count', 'touched', 'dw', 'rows',
    ],
  },

  identityForward: { file: 'identity', operands: ['x', 'y', 'outputs', 'rows'] },
  identityInputGradient: { file: 'identity', operands: ['dy', 'dx', 'outputs', 'rows'] },
  reluForward: { file: 'relu', operands: ['x', 'y', 'outputs', 'rows'] },
  reluInputGradient: { file: 'relu', operands: ['x', 'dy', 'dx', 'outputs', 'rows'] },
  leakyReluForward: {
    file: 'leaky-relu',
    operands: ['x', 'y', 'outputs', 'slope', 'rows'],
    floats: ['slope'],
  },
  leakyReluInputGradient: {
    file: 'leaky-relu',
    operands: ['x', 'dy', 'dx', 'outputs', 'slope', 'rows'],
    floats: ['slope'],
  },
  sigmoidForward: { file: 'sigmoid', operands: ['x', 'y', 'outputs', 'rows'] },
  sigmoidInputGradient: { file: 'sigmoid', operands: ['y', 'dy', 'dx', 'outputs', 'rows'] },
  tanhForward: { file: 'tanh', operands: ['x', 'y', 'outputs', 'rows'] },
  tanhInputGradient: { file: 'tanh', operands: ['y', 'dy', 'dx', 'outputs', 'rows'] },
  softplusForward: { file: 'softplus', operands: ['x', 'y', 'outputs', 'rows'] },
  softplusInputGradient: { file: 'softplus', operands: ['x', 'dy', 'dx', 'outputs', 'rows'] },

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

  clear: { file: 'clear', operands: ['at'] },
  addSquares: { file: 'norm', operands: ['gradient', 'count', 'touched', 'width', 'sum'] },
  clipFactor: { file: 'norm', operands: ['sum', 'max', 'factor'] },
  scaleGradient: { file: 'norm', operands: ['gradient', 'count', 'touched', 'width', 'factor'] },

  sgd: {
    file: 'sgd',
    operands: ['weights', 'gradient', 'count', 'touched', 'width', 'learningRate'],
  },
  momentum: {
    file: 'momentum',
    operands: ['weights', 'gradient', 'count', 'touched', 'width', 'velocity', 'learningRate', 'factor'],
  },
  nesterov: {
    file: 'nesterov',
    operands: ['weights', 'gradient', 'count', 'touched', 'width', 'velocity', 'learningRate', 'factor'],
  },
  adagrad: {
    file: 'adagrad',
    operands: ['weights', 'gradient', 'count', 'touched', 'width', 'sum', 'learningRate', 'epsilon'],
  },
  adam: {
    file: 'adam',
    operands: ['weights', 'gradient', 'count', 'touched', 'width', 'mean', 'variance', 'learningRate', 'beta1', 'beta2', 'epsilon', 'power1', 'power2'],
  },
  adamBegin: { file: 'adam', operands: ['beta1', 'beta2', 'power1', 'power2'] },
} as const satisfies Record<string, Operation>;

/** What the registry says of a kernel. */
export interface Operation {
  readonly file: string;
  readonly operands: readonly string[];
  readonly floats?: readonly string[];
  readonly jumps?: true;
}

/** The name of a kernel. */
export type OperationName = keyof typeof operations;

/** The operands that an instruction stores, by name: `rows` is read when it runs. */
export type Operands<K extends OperationName> = Readonly<
  Record<Exclude<(typeof operations)[K]['operands'][number], 'rows'>, number>
>;
