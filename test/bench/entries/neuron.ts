import { Batch, dense, sequential, sgd, squaredError } from 'rxgrad';
import type { Entry } from '../entry.ts';

const STEPS = 10_000;

export const entries: readonly Entry[] = [
  {
    name: 'neuron-3',
    work: 'one neuron, 3 inputs, batch 1: forward, loss, gradient, update, each called by hand',
    unit: 'steps/s',
    prepare: () => {
      const model = sequential({ inputs: 3, seed: 1 }, dense(1));
      const optimizer = sgd({ learningRate: 0.01 });
      const batch = Batch.of([{ x: [0.1, 0.2, 0.3], y: 0.4 }]);
      return {
        perRun: STEPS,
        run: () => {
          for (let i = 0; i < STEPS; i++) {
            model.forward(batch).loss(squaredError).gradient().update(optimizer);
          }
        },
      };
    },
    peers: [
      { peer: 'pytorch', name: 'neuron-3' },
      { peer: 'tensorflow-js', name: 'neuron-3' },
    ],
  },
];
