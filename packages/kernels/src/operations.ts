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
      'cursor',
      'blockStarts',
      'blockIndices',
      'blockValues',
      'starts',
      'indices',
      'values',
      'blockLabel',
      'label',
      'labelBytes',
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
  neuronSquaredErrorRows: { file: 'neuron-rows', operands: [...NEURON_ROWS] },
  neuronLogLossRows: { file: 'neuron-rows', operands: [...NEURON_ROWS] },
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
  eluForward: { file: 'elu', operands: ['x', 'y', 'outputs', 'alpha', 'rows'], floats: ['alpha'] },
  eluInputGradient: {
    file: 'elu',
    operands: ['x', 'dy', 'dx', 'outputs', 'alpha', 'rows'],
    floats: ['alpha'],
  },
  geluForward: { file: 'gelu', operands: ['x', 'y', 'outputs', 'rows'] },
  geluInputGradient: { file: 'gelu', operands: ['x', 'dy', 'dx', 'outputs', 'rows'] },
  geluTanhForward: { file: 'gelu-tanh', operands: ['x', 'y', 'outputs', 'rows'] },
  geluTanhInputGradient: { file: 'gelu-tanh', operands: ['x', 'dy', 'dx', 'outputs', 'rows'] },
  siluForward: { file: 'silu', operands: ['x', 'y', 'outputs', 'rows'] },
  siluInputGradient: { file: 'silu', operands: ['x', 'dy', 'dx', 'outputs', 'rows'] },
  softmaxInputGradient: {
    file: 'softmax-input-gradient',
    operands: ['y', 'dy', 'dx', 'outputs', 'rows'],
  },
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

  sgd: {
    file: 'sgd',
    operands: ['weights', 'gradient', 'count', 'touched', 'width', 'learningRate'],
  },
  momentum: {
    file: 'momentum',
    operands: [
      'weights',
      'gradient',
      'count',
      'touched',
      'width',
      'velocity',
      'learningRate',
      'factor',
    ],
  },
  nesterov: {
    file: 'nesterov',
    operands: [
      'weights',
      'gradient',
      'count',
      'touched',
      'width',
      'velocity',
      'learningRate',
      'factor',
    ],
  },
  adagrad: {
    file: 'adagrad',
    operands: [
      'weights',
      'gradient',
      'count',
      'touched',
      'width',
      'sum',
      'learningRate',
      'epsilon',
    ],
  },
  adam: {
    file: 'adam',
    operands: [
      'weights',
      'gradient',
      'count',
      'touched',
      'width',
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
    operands: [
      'weights',
      'gradient',
      'count',
      'touched',
      'width',
      'square',
      'delta',
      'learningRate',
      'rho',
      'epsilon',
      'weightDecay',
    ],
  },
  amsgrad: {
    file: 'amsgrad',
    operands: [
      'weights',
      'gradient',
      'count',
      'touched',
      'width',
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
      'weights',
      'gradient',
      'count',
      'touched',
      'width',
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
      'weights',
      'gradient',
      'count',
      'touched',
      'width',
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
    operands: [
      'weights',
      'gradient',
      'count',
      'touched',
      'width',
      'total',
      'square',
      'learningRate',
      'beta',
      'l1',
      'l2',
    ],
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
