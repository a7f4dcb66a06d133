import {
  Batch,
  Block,
  type Layer,
  type LossFunction,
  type Optimizer,
  Random,
  adadelta,
  adagrad,
  adam,
  adamw,
  amsgrad,
  dense,
  dropout,
  elu,
  ftrl,
  gelu,
  gru,
  layerNorm,
  learner,
  logLoss,
  lossFunctions,
  nadam,
  relu,
  rmsprop,
  sequential,
  sgd,
  sigmoid,
  silu,
  softplus,
  squaredError,
  tanh,
} from 'rxgrad';

const STEPS = 50;
const INPUTS = 7;

const layers: Readonly<Record<string, () => Layer>> = {
  relu,
  elu,
  gelu,
  silu,
  sigmoid,
  tanh,
  softplus,
  layerNorm,
  dropout: () => dropout(0.3),
  gru: () => gru(5),
};
const optimizers: Readonly<Record<string, (learningRate: number) => Optimizer>> = {
  momentum: (learningRate) => sgd({ learningRate, momentum: 0.9 }),
  adadelta: (learningRate) => adadelta({ learningRate }),
  adagrad: (learningRate) => adagrad({ learningRate }),
  adam: (learningRate) => adam({ learningRate }),
  adamw: (learningRate) => adamw({ learningRate }),
  amsgrad: (learningRate) => amsgrad({ learningRate }),
  ftrl: (learningRate) => ftrl({ learningRate }),
  nadam: (learningRate) => nadam({ learningRate }),
  rmsprop: (learningRate) => rmsprop({ learningRate }),
};

/** Trains a small network of each kind and tells the bits of its weights: the same, wherever it runs. */
export function bitsOfTraining(): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, layer] of Object.entries(layers)) {
    found[name] = train(layer(), squaredError, sgd({ learningRate: 0.05 }));
  }
  for (const [lossName, loss] of Object.entries(lossFunctions)) {
    for (const [name, optimizer] of Object.entries(optimizers)) {
      found[`${lossName} × ${name}`] = train(tanh(), loss, optimizer(0.05));
    }
  }
  found['wide'] = train(dense(300), squaredError, sgd({ learningRate: 0.001 }), 12);
  for (const loss of [logLoss, squaredError]) found[`rows of ${loss.name}`] = trainOnBlocks(loss);
  return found;
}

/** A neuron, row by row. */
function trainOnBlocks(loss: LossFunction): string {
  const random = new Random(3);
  const model = sequential({ inputs: INPUTS, seed: 1 }, dense(1));
  const fast = learner(model, { loss, optimizer: sgd({ learningRate: 0.05 }) });
  const x = Float32Array.from({ length: INPUTS * 500 }, () => random.normal());
  const y = Float32Array.from({ length: 500 }, () => random.integer(2));
  fast.learnMany(new Block(x, y, 500));
  return hash(model.data);
}

function train(layer: Layer, loss: LossFunction, optimizer: Optimizer, size = 3): string {
  const outputs = loss.labels === 'class' ? 3 : 1;
  const model = sequential({ inputs: INPUTS, seed: 1 }, dense(5), layer, dense(outputs));
  const random = new Random(2);
  for (let step = 0; step < STEPS; step++) {
    const x = () => Array.from({ length: INPUTS }, () => random.normal());
    const sample = () => ({ x: x(), y: random.integer(outputs === 1 ? 2 : 3) });
    const samples = Array.from({ length: size }, sample);
    model.forward(Batch.of(samples)).loss(loss).gradient().clipNorm(2).update(optimizer);
  }
  return hash(model.data);
}

/** FNV-1a over the bits of the weights. */
function hash(weights: Float32Array): string {
  let value = 0x811c9dc5;
  for (const byte of new Uint8Array(weights.slice().buffer)) {
    value = Math.imul(value ^ byte, 0x01000193);
  }
  return (value >>> 0).toString(16);
}
