import * as activations from './activations.ts';
import * as blocks from './blocks.ts';
import * as checks from './checks.ts';
import * as dense from './dense.ts';
import * as gru from './gru.ts';
import * as layers from './layers.ts';
import * as linear from './linear.ts';
import * as losses from './losses.ts';
import * as more from './more-optimizers.ts';
import * as neuronRows from './neuron-rows.ts';
import * as optimizers from './optimizers.ts';
import * as robust from './robust-losses.ts';
import * as sparse from './sparse.ts';
import { type Plain, type Twin, type Twins, elementwise } from './twin.ts';

const SLOPE = 0.125;

const loadRow: Twin = {
  arrange: (draw) => ({
    numbers: { bytes: 4 * 7 },
    regions: {
      cursor: draw.indices(1, 5),
      table: draw.floats(5 * 7),
      target: draw.floats(7),
    },
  }),
  compute(_, v) {
    const row = v['cursor']?.[0] ?? 0;
    v['target']?.set((v['table'] as Plain).subarray(row * 7, row * 7 + 7));
  },
};

/** The kernels' twins; `host` computes nothing by itself, programs that call it have tests of their own. */
export const twins: Twins = {
  host: 'program',
  requireFinite: checks.requireFinite,
  requireSparse: checks.requireSparse,
  requireCategories: checks.requireCategories,
  gruForward: gru.gruForward,
  gruBackward: gru.gruBackward,
  gruInputGradient: gru.gruInputGradient,
  gruWeightGradient: gru.gruWeightGradient,
  gruCommit: gru.gruCommit,
  beginRow: blocks.beginRow,
  beginSparseRow: blocks.beginSparseRow,
  endRow: blocks.endRow,
  loadRow,
  denseForward: dense.denseForward,
  denseInputGradient: dense.denseInputGradient,
  denseWeightGradient: dense.denseWeightGradient,
  denseSgd: dense.denseSgd,
  neuronForward: dense.neuronForward,
  neuronGradient: dense.neuronGradient,
  neuronSgd: dense.neuronSgd,
  neuronInputGradient: dense.neuronInputGradient,
  neuronSquaredErrorRows: neuronRows.neuronSquaredErrorRows,
  neuronLogLossRows: neuronRows.neuronLogLossRows,
  biasGradient: dense.biasGradientTwin,
  biasSgd: dense.biasSgd,
  sparseForward: sparse.sparseForward,
  sparseWeightGradient: sparse.sparseWeightGradient,
  identityForward: elementwise(['x'], 'y', (x) => x),
  identityInputGradient: elementwise(['dy'], 'dx', (dy) => dy),
  reluForward: elementwise(['x'], 'y', (x) => Math.max(x, 0)),
  reluInputGradient: elementwise(['x', 'dy'], 'dx', (x, dy) => (x > 0 ? dy : 0)),
  leakyReluForward: elementwise(['x'], 'y', (x) => (x > 0 ? x : SLOPE * x), { slope: SLOPE }),
  leakyReluInputGradient: elementwise(['x', 'dy'], 'dx', (x, dy) => (x > 0 ? dy : SLOPE * dy), {
    slope: SLOPE,
  }),
  sigmoidForward: elementwise(['x'], 'y', losses.sigmoid),
  sigmoidInputGradient: elementwise(['y', 'dy'], 'dx', (y, dy) => dy * y * (1 - y)),
  tanhForward: elementwise(['x'], 'y', Math.tanh),
  tanhInputGradient: elementwise(['y', 'dy'], 'dx', (y, dy) => dy * (1 - y * y)),
  softplusForward: elementwise(['x'], 'y', losses.softplus),
  softplusInputGradient: elementwise(['x', 'dy'], 'dx', (x, dy) => dy * losses.sigmoid(x)),
  eluForward: activations.eluForward,
  eluInputGradient: activations.eluInputGradient,
  geluForward: activations.geluForward,
  geluInputGradient: activations.geluInputGradient,
  geluTanhForward: activations.geluTanhForward,
  geluTanhInputGradient: activations.geluTanhInputGradient,
  siluForward: activations.siluForward,
  siluInputGradient: activations.siluInputGradient,
  softmaxInputGradient: activations.softmaxInputGradient,
  addRows: layers.addRows,
  multiplyRows: layers.multiplyRows,
  copyColumns: layers.copyColumns,
  sliceInputGradient: layers.sliceInputGradient,
  dropoutForward: layers.dropoutForward,
  dropoutCommit: layers.dropoutCommit,
  layerNormForward: layers.layerNormForward,
  layerNormInputGradient: layers.layerNormInputGradient,
  layerNormWeightGradient: layers.layerNormWeightGradient,
  embeddingForward: layers.embeddingForward,
  embeddingWeightGradient: layers.embeddingWeightGradient,
  factorizationForward: layers.factorizationForward,
  factorizationGradient: layers.factorizationGradient,
  absoluteError: losses.absoluteError,
  squaredError: losses.squaredError,
  logLoss: losses.logLoss,
  crossEntropy: losses.crossEntropy,
  softmax: losses.softmaxTwin,
  huber: robust.huber,
  quantile: robust.quantile,
  epsilonInsensitive: robust.epsilonInsensitive,
  hinge: robust.hinge,
  squaredHinge: robust.squaredHinge,
  poisson: robust.poisson,
  exponential: elementwise(['y'], 'prediction', Math.exp),
  logistic: elementwise(['y'], 'prediction', losses.sigmoid),
  clear: optimizers.clear,
  addSquares: optimizers.addSquares,
  clipFactor: optimizers.clipFactor,
  scaleGradient: optimizers.scaleGradient,
  sgd: optimizers.sgd,
  momentum: optimizers.momentum,
  nesterov: optimizers.nesterov,
  adagrad: optimizers.adagrad,
  adam: optimizers.adam,
  adamBegin: optimizers.adamBegin,
  clipValue: more.clipValue,
  addPenalty: more.addPenalty,
  decayWeights: more.decayWeights,
  clearGradient: more.clearGradient,
  adadelta: more.adadelta,
  amsgrad: more.amsgrad,
  nadam: more.nadam,
  nadamBegin: more.nadamBegin,
  rmsprop: more.rmsprop,
  ftrl: more.ftrl,
  normalizedAdaptive: linear.normalizedAdaptive,
  passiveAggressive: linear.passiveAggressive,
};
