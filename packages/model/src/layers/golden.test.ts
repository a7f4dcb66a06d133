import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  Batch,
  type Layer,
  chain,
  dense,
  elu,
  embedding,
  gelu,
  gru,
  layerNorm,
  learner,
  parallel,
  residual,
  sequential,
  sgd,
  silu,
  slice,
  softmax,
  squaredError,
  tanh,
} from '../index.ts';

interface Golden {
  readonly steps: number;
  readonly rate: number;
  readonly data: Readonly<Record<string, { readonly x: number[][]; readonly y: number[][] }>>;
  readonly cases: readonly {
    readonly layer: keyof typeof nets;
    readonly batch: number;
    readonly lossSum: number;
    readonly first: readonly number[];
    readonly weights: readonly number[];
    /** How far PyTorch's own float32 gets from the weights, which are float64. */
    readonly float32: number;
  }[];
}

const path = new URL('../../../../test/golden/layers/layers.json', import.meta.url);
const golden = JSON.parse(readFileSync(path, 'utf8')) as Golden;

const between = (layer: () => Layer): (() => [Layer, ...Layer[]]) => {
  return () => [dense(4), layer(), dense(2)];
};

/** The networks of `test/golden/layers/layers.py`. */
const nets = {
  elu: between(elu),
  gelu: between(gelu),
  geluTanh: between(() => gelu({ approximate: true })),
  silu: between(silu),
  softmax: between(softmax),
  layerNorm: between(layerNorm),
  residual: between(() => residual(dense(5), tanh(), dense(4))),
  embedding: (): [Layer, ...Layer[]] => [embedding(7, 3), dense(2)],
  twoInputsTwoHeads: (): [Layer, ...Layer[]] => [
    parallel(chain(slice(0, 1), embedding(7, 3)), slice(1, 3)),
    dense(4),
    silu(),
    parallel(dense(1), dense(1)),
  ],
  gru: (): [Layer, ...Layer[]] => [gru(4), dense(2)],
  gruSteps5: (): [Layer, ...Layer[]] => [gru(4, { steps: 5 }), dense(2)],
};

describe('100 steps of SGD lead where PyTorch gets to', () => {
  it.each(golden.cases)('$layer, batches of $batch', (row) => {
    const { layer, batch, first, weights, lossSum, float32 } = row;
    const { x, y } = golden.data[layer] as { x: number[][]; y: number[][] };
    const model = sequential({ inputs: x[0]?.length ?? 0 }, ...nets[layer]());
    model.load(first);
    const fast = learner(model, {
      loss: squaredError,
      optimizer: sgd({ learningRate: golden.rate }),
    });
    let sum = 0;
    for (let step = 0; step < golden.steps; step += 1) {
      const rows = Array.from({ length: batch }, (_, k) => (step * batch + k) % x.length);
      const samples = rows.map((row) => ({ x: x[row] ?? [], y: y[row] ?? [] }));
      sum += fast.learnBatch(Batch.of(samples)).gradient.lossValue;
    }
    // A row that hardly varies makes layer normalization ill-conditioned: there float32 itself is the limit.
    expect(distance(model.data, weights)).toBeLessThanOrEqual(Math.max(1e-5, float32));
    expect(Math.abs(sum - lossSum) / lossSum).toBeLessThanOrEqual(1e-5);
  });
});

/** ‖a − b‖ / ‖b‖. */
function distance(a: ArrayLike<number>, b: readonly number[]): number {
  expect(a.length).toBe(b.length);
  return Math.hypot(...b.map((value, i) => value - (a[i] ?? Number.NaN))) / Math.hypot(...b);
}
