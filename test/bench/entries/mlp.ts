import {
  Batch,
  type Optimizer,
  Random,
  adam,
  crossEntropy,
  dense,
  learner,
  relu,
  sequential,
  sgd,
} from 'rxgrad';
import type { Entry, Opponent } from '../entry.ts';

const INPUTS = 784;
const CLASSES = 10;

function mlp(rule: string, optimizer: () => Optimizer, size: number, peers: Opponent[]): Entry {
  const name = `mlp-${rule}-${size}`;
  return {
    name,
    work: `MLP 784-128-10, ReLU, cross-entropy, ${rule === 'sgd' ? 'SGD' : 'Adam'}, batch ${size}`,
    prepare: () => {
      const model = sequential({ inputs: INPUTS, seed: 1 }, dense(128), relu(), dense(CLASSES));
      const step = learner(model, { loss: crossEntropy, optimizer: optimizer() });
      const random = new Random(1);
      const batch = Batch.of(
        Array.from({ length: size }, () => ({
          x: Float32Array.from({ length: INPUTS }, () => random.uniform()),
          y: random.integer(CLASSES),
        })),
      );
      const repeats = Math.ceil(512 / size);
      return {
        perRun: size * repeats,
        run: () => {
          for (let i = 0; i < repeats; i++) step.learnBatch(batch);
        },
      };
    },
    peers,
  };
}

const plain = () => sgd({ learningRate: 0.01 });
const adaptive = () => adam({ learningRate: 0.001 });

export const entries: readonly Entry[] = [
  mlp('sgd', plain, 1, [
    { peer: 'pytorch', name: 'mlp-sgd-1', goal: 4 },
    { peer: 'tensorflow-js', name: 'mlp-sgd-1', goal: 15 },
  ]),
  mlp('sgd', plain, 32, [
    { peer: 'pytorch', name: 'mlp-sgd-32', goal: 1.15 },
    { peer: 'tensorflow-js', name: 'mlp-sgd-32', goal: 15 },
  ]),
  mlp('sgd', plain, 128, [
    { peer: 'pytorch', name: 'mlp-sgd-128-one-thread', goal: 0.8 },
    { peer: 'pytorch', name: 'mlp-sgd-128' },
  ]),
  mlp('adam', adaptive, 32, [
    { peer: 'pytorch', name: 'mlp-adam-32', goal: 1.15 },
    { peer: 'tensorflow-js', name: 'mlp-adam-32' },
  ]),
];
