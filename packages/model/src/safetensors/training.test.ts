import { Random, schedules } from '@rxgrad/online';
import { describe, expect, test } from 'vitest';

import { optimizerMakers } from '../../laws/zoo.ts';
import { dense } from '../layers/dense.ts';
import { sparseLinear } from '../layers/sparse-linear.ts';
import { tanh } from '../layers/tanh.ts';
import { learner } from '../learner.ts';
import { squaredError } from '../losses/squared-error.ts';
import type { Model } from '../model.ts';
import { adam } from '../optimizers/adam.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { sgd } from '../optimizers/sgd.ts';
import { parameters } from '../parameters/parameters-of.ts';
import { Batch } from '../samples/batch.ts';
import type { Sample } from '../samples/sample.ts';
import { sequential } from '../sequential.ts';
import { loadOptimizerSafetensors } from './load-optimizer-safetensors.ts';
import { loadSafetensors } from './load-safetensors.ts';
import { modelFromSafetensors } from './model-from-safetensors.ts';
import { optimizerToSafetensors } from './optimizer-to-safetensors.ts';
import { readFile } from './read-file.ts';
import { SafetensorsError } from './safetensors-error.ts';
import { toSafetensors } from './to-safetensors.ts';

const mlp = () => sequential({ inputs: 3, seed: 4 }, dense(5), tanh(), dense(2));
const hashed = () => sequential({ inputs: 64, seed: 4 }, sparseLinear(2));

const random = new Random(9);
const denseSamples: readonly Sample[] = Array.from({ length: 40 }, () => ({
  x: [random.normal(), random.normal(), random.normal()],
  y: [random.normal(), random.normal()],
}));
const sparseSamples: readonly Sample[] = Array.from({ length: 40 }, () => ({
  x: {
    indices: Uint32Array.of(random.integer(32), 32 + random.integer(32)),
    values: Float32Array.of(random.normal(), 1),
  },
  y: [random.normal(), random.normal()],
}));

function learnByStages(model: Model, optimizer: Optimizer, samples: readonly Sample[]): void {
  for (const sample of samples) {
    model
      .forward(Batch.of([sample]))
      .loss(squaredError)
      .gradient()
      .update(optimizer);
  }
}

function learnFast(model: Model, optimizer: Optimizer, samples: readonly Sample[]): void {
  const fast = learner(model, { loss: squaredError, optimizer });
  for (const sample of samples) fast.learnOne(sample);
}

const scheduled = () => adam({ learningRate: schedules.inverseScaling({ initial: 0.1 }) });
const makers: [string, () => Optimizer][] = [
  ...Object.entries(optimizerMakers).map(([name, make]): [string, () => Optimizer] => [
    name,
    () => make(0.05),
  ]),
  ['adam, scheduled', scheduled],
];

describe.each(makers)('restoring mid-training: %s', (_name, make) => {
  describe.each([
    ['dense', mlp, denseSamples],
    ['sparse', hashed, sparseSamples],
  ] as const)('%s', (_kind, build, samples) => {
    test.each([
      ['stages', learnByStages],
      ['fast path', learnFast],
    ] as const)('continues to the same bits by the %s', (_path, learn) => {
      const [through, optimizer] = [build(), make()];
      learn(through, optimizer, samples.slice(0, 20));
      const weights = toSafetensors(through);
      const state = optimizerToSafetensors(through, optimizer);
      learn(through, optimizer, samples.slice(20));

      const [restored, again] = [modelFromSafetensors(weights), make()];
      loadOptimizerSafetensors(restored, again, state);
      learn(restored, again, samples.slice(20));
      expect(restored.data).toEqual(through.data);
      expect(restored.version).toBe(through.version);
      expect(optimizerToSafetensors(restored, again)).toEqual(
        optimizerToSafetensors(through, optimizer),
      );
    });
  });

  test('goes back, when the optimizer was at work already', () => {
    const [model, optimizer] = [mlp(), make()];
    learnFast(model, optimizer, denseSamples.slice(0, 10));
    const [weights, state] = [toSafetensors(model), optimizerToSafetensors(model, optimizer)];
    learnFast(model, optimizer, denseSamples.slice(10, 30));
    const after = model.data.slice();
    loadSafetensors(model, weights);
    loadOptimizerSafetensors(model, optimizer, state);
    learnFast(model, optimizer, denseSamples.slice(10, 30));
    expect(model.data).toEqual(after);
  });
});

describe('the optimizer file', () => {
  const model = mlp();
  const optimizer = adam();
  learnFast(model, optimizer, denseSamples);

  test('calls things as PyTorch does', () => {
    const { tensors } = readFile(optimizerToSafetensors(model, optimizer, { names: 'positions' }));
    expect([...tensors].map(([name, { shape }]) => [name, shape])).toEqual([
      ['step', []],
      ['power1', []],
      ['power2', []],
      ['0.weight.exp_avg', [5, 3]],
      ['0.bias.exp_avg', [5]],
      ['2.weight.exp_avg', [2, 5]],
      ['2.bias.exp_avg', [2]],
      ['0.weight.exp_avg_sq', [5, 3]],
      ['0.bias.exp_avg_sq', [5]],
      ['2.weight.exp_avg_sq', [2, 5]],
      ['2.bias.exp_avg_sq', [2]],
    ]);
  });

  test('is read under names of positions without being asked', () => {
    const bytes = optimizerToSafetensors(model, optimizer, { names: 'positions' });
    const [twin, again] = [mlp(), adam()];
    twin.load(model.data, model.version);
    loadOptimizerSafetensors(twin, again, bytes);
    expect(optimizerToSafetensors(twin, again, { names: 'positions' })).toEqual(bytes);
  });

  test('is refused by another optimizer, by another model, and in place of weights', () => {
    const bytes = optimizerToSafetensors(model, optimizer);
    const refused = (load: () => void, message: RegExp) => {
      expect(load).toThrow(SafetensorsError);
      expect(load).toThrow(message);
    };
    refused(() => loadOptimizerSafetensors(model, sgd(), bytes), /is of "adam", .* is "sgd"/);
    const other = sequential({ inputs: 4 }, dense(5), tanh(), dense(2));
    refused(() => loadOptimizerSafetensors(other, adam(), bytes), /\[5, 4\] is expected/);
    refused(
      () => loadOptimizerSafetensors(parameters({ a: 1 }), adam(), bytes),
      /lacks "a.exp_avg"/,
    );
    refused(() => loadSafetensors(model, bytes), /holds "optimizer"/);
    refused(
      () => loadOptimizerSafetensors(model, optimizer, toSafetensors(model)),
      /holds "weights"/,
    );
  });

  test('a refused file leaves optimizer and weights as they were', () => {
    const before = optimizerToSafetensors(model, optimizer);
    const broken = before.slice();
    // The last four bytes are of exp_avg_sq: below 0, a square can't be.
    new DataView(broken.buffer).setFloat32(broken.length - 4, -1, true);
    expect(() => loadOptimizerSafetensors(model, optimizer, broken)).toThrow(
      /"dense2.bias.exp_avg_sq": number 1 is -1/,
    );
    expect(optimizerToSafetensors(model, optimizer)).toEqual(before);
  });
});
