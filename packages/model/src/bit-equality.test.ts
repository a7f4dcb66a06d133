import { describe, expect, it } from 'vitest';
import {
  bits,
  allLayerNames,
  layerOf,
  losses,
  modelWith,
  optimizerMakers,
  samplesFor,
  shapeFor,
  sparsely,
} from '../laws/zoo.ts';
import {
  Batch,
  Block,
  type Layer,
  type LossFunction,
  type Model,
  type Optimizer,
  type Sample,
  dense,
  learner,
  sequential,
  sparseLinear,
} from './index.ts';

const SAMPLES = 16;
const clips = [undefined, 0.5];

/** Models of each kind of way through the kernels: a neuron, a sparse neuron, and each layer among others. */
const models: Record<string, (outputs: number) => Model> = {
  neuron: (outputs) => sequential({ inputs: 13, seed: 3 }, dense(outputs)),
  'sparse neuron': (outputs) => sequential({ inputs: 13, seed: 3 }, sparseLinear(outputs)),
  'wide, without bias': (outputs) =>
    sequential(
      { inputs: 13, seed: 3 },
      dense(37, { bias: false }),
      dense(outputs, { bias: false }),
    ),
};
/**
 * These meet every combination. Layers in a network take turns at being clipped, which they don't see; ours don't meet losses
 * and optimizers of a user's own, which that user's layer does.
 */
const thorough = new Set(Object.keys(models));
for (const name of allLayerNames) {
  models[name] = (outputs) => modelWith(layerOf(name), { inputs: 13, outputs, seed: 3 });
}

const isOwn = (name: string): boolean => name.startsWith('own');

describe('the fast path gives the bits of the stages', () => {
  for (const [modelName, make] of Object.entries(models)) {
    it(`in a model: ${modelName}`, () => {
      const all = thorough.has(modelName);
      const meets = ([name]: readonly [string, unknown]): boolean =>
        all || isOwn(modelName) || !isOwn(name);
      for (const [i, [, loss]] of Object.entries(losses).filter(meets).entries()) {
        for (const [j, [, optimizer]] of Object.entries(optimizerMakers).filter(meets).entries()) {
          for (const outputs of all ? [1, 3] : [3]) {
            for (const clipNorm of all ? clips : [clips[(i + j) % clips.length]]) {
              compare(
                () => make(outputs),
                loss,
                () => optimizer(0.05),
                clipNorm,
              );
            }
          }
        }
      }
    });
  }
});

function compare(
  make: () => Model,
  loss: LossFunction,
  optimizer: () => Optimizer,
  clipNorm: number | undefined,
): void {
  const { inputs, outputs, layers } = make();
  const shape = shapeFor(layers[0] as Layer, { inputs, outputs, seed: 5 });
  const samples = samplesFor(loss, SAMPLES, shape);
  const options = () => ({ loss, optimizer: optimizer(), ...(clipNorm && { clipNorm }) });
  const staged = make();
  const sum = inStages(staged, samples, loss, optimizer(), clipNorm);

  const one = make();
  const fast = learner(one, options());
  for (const [i, { x, y }] of samples.entries()) fast.learnOne({ x: i % 2 ? sparsely(x) : x, y });
  expectSame(one, staged);

  const many = make();
  const result = learner(many, options()).learnMany(blockOf(samples));
  expectSame(many, staged);
  expect(result.lossSum).toBe(sum);
  expect(many.version).toBe(SAMPLES);

  const [batched, fused] = [make(), make()];
  inStages(batched, [samples.slice(0, 7), samples.slice(7)], loss, optimizer(), clipNorm);
  const batches = learner(fused, options());
  batches.learnBatch(Batch.of(samples.slice(0, 7)));
  batches.learnBatch(blockOf(samples.slice(7)));
  expectSame(fused, batched);
}

/** Forward, loss, gradient, clip, update; returns the sum of the losses. */
function inStages(
  model: Model,
  batches: readonly (Sample | readonly Sample[])[],
  loss: LossFunction,
  optimizer: Optimizer,
  clipNorm: number | undefined,
): number {
  let sum = 0;
  for (const batch of batches) {
    const measured = model.forward(Batch.of('x' in batch ? [batch] : batch)).loss(loss);
    sum += measured.value;
    const gradient = measured.gradient();
    (clipNorm === undefined ? gradient : gradient.clipNorm(clipNorm)).update(optimizer);
  }
  return sum;
}

function blockOf(samples: readonly Sample[]): Block {
  const x = samples.flatMap((sample) => Array.from(sample.x as ArrayLike<number>));
  const y = samples.flatMap((sample) =>
    typeof sample.y === 'number' ? [sample.y] : Array.from(sample.y),
  );
  return new Block(Float32Array.from(x), Float32Array.from(y), samples.length);
}

function expectSame(model: Model, other: Model): void {
  expect(bits(model.data)).toEqual(bits(other.data));
}
