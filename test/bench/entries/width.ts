import { Batch, Random, dense, learner, relu, sequential, sgd, squaredError } from 'rxgrad';
import type { Entry } from '../entry.ts';

const WIDTHS = [64, 128, 256, 512, 1_024];
const ROWS = 32;
const ARITHMETIC = 4e9;

/** Multiplications and additions a step: forward, weight gradients, and the input gradient of the second layer. */
function arithmetic(width: number): number {
  return 2 * ROWS * width * width * (2 + 3);
}

function rateAt(width: number): number {
  const random = new Random(1);
  const model = sequential({ inputs: width, seed: 1 }, dense(width), relu(), dense(width));
  const step = learner(model, { loss: squaredError, optimizer: sgd({ learningRate: 1e-4 }) });
  const numbers = () => Float32Array.from({ length: width }, () => random.normal());
  const batch = Batch.of(Array.from({ length: ROWS }, () => ({ x: numbers(), y: numbers() })));
  const steps = Math.ceil(ARITHMETIC / 8 / arithmetic(width));
  const rates = Array.from({ length: 8 }, () => {
    const began = performance.now();
    for (let i = 0; i < steps; i++) step.learnBatch(batch);
    return (steps * arithmetic(width)) / (performance.now() - began) / 1e6;
  });
  return rates.toSorted((a, b) => a - b)[4] ?? 0;
}

export const entries: readonly Entry[] = [
  {
    name: 'width',
    work: "a training step's arithmetic rate after a doubling of its width, 64 … 1024, over that before: the worst",
    unit: '×',
    goal: 0.9,
    prepare: () => ({
      measure: async () => {
        const gigaflops = WIDTHS.map(rateAt);
        const kept = gigaflops.slice(1).map((rate, i) => rate / (gigaflops[i] ?? rate));
        return { rate: Math.min(...kept), detail: { gigaflops } };
      },
    }),
  },
];
