import { schedules } from '@rxgrad/online';
import { describe, expect, it } from 'vitest';
import {
  Batch,
  type Optimizer,
  adagrad,
  adam,
  dense,
  parameters,
  sequential,
  sgd,
  sparseLinear,
  squaredError,
  transforms,
} from '../index.ts';

const decaying: Record<string, (weightDecay: number) => Optimizer> = {
  adagrad: (weightDecay) => adagrad({ learningRate: 0.125, weightDecay }),
  adam: (weightDecay) => adam({ learningRate: 0.125, weightDecay }),
  sgd: (weightDecay) => sgd({ learningRate: 0.125, weightDecay }),
  'sgd with momentum': (weightDecay) => sgd({ learningRate: 0.125, weightDecay, momentum: 0.9 }),
  'sgd with Nesterov momentum': (weightDecay) =>
    sgd({ learningRate: 0.125, weightDecay, momentum: 0.9, nesterov: true }),
};

describe.each(Object.entries(decaying))('weight decay of %s', (_name, make) => {
  it('moves weights as a gradient to which λ·w was added', () => {
    const [own, added] = [parameters({ a: [1, -2], b: 3 }), parameters({ a: [1, -2], b: 3 })];
    const [decays, plain] = [make(0.5), make(0)];
    for (let step = 0; step < 5; step += 1) {
      own.gradient({ a: [step, 1] }).update(decays);
      added
        .gradient({ a: [step, 1] })
        .transform(transforms.l2(0.5))
        .update(plain);
    }
    expect(own.data).toEqual(added.data);
    expect(own.data[2]).toBeLessThan(3);
  });

  it('leaves the gradient as it was, and frozen tensors', () => {
    const weights = parameters({ a: [1, -2], b: 3 });
    const gradient = weights.gradient({ a: [5, 6], b: 7 }).transform(transforms.freeze('b'));
    gradient.update(make(0.5));
    expect(Array.from(gradient.data)).toEqual([5, 6, 0]);
    expect(weights.tensor('b')[0]).toBe(3);
  });

  it('of a sparse table decays the rows that a batch touches, also when there come more of them', () => {
    const model = sequential({ inputs: 500, seed: 1 }, sparseLinear(1), dense(1));
    const before = model.tensor('sparseLinear.weight').slice();
    const optimizer = make(0.5);
    for (const entries of [3, 200]) {
      const indices = Uint32Array.from({ length: entries }, (_, i) => 2 * i);
      const x = { indices, values: new Float32Array(entries) };
      model
        .forward(Batch.of([{ x, y: 1 }]))
        .loss(squaredError)
        .gradient()
        .update(optimizer);
    }
    const moved = model.tensor('sparseLinear.weight').map((w, i) => (w === before[i] ? 0 : 1));
    expect(moved).toEqual(Float32Array.from(before, (_, i) => (i < 400 && i % 2 === 0 ? 1 : 0)));
  });
});

it('weight decay follows a schedule, and is a hyperparameter like others', () => {
  const weights = parameters({ a: 1 });
  const weightDecay = schedules.step({ initial: 1, every: 1, factor: 0.5 });
  const optimizer = sgd({ learningRate: 0.5, weightDecay });
  weights.gradient({ a: 0 }).update(optimizer);
  expect(weights.data[0]).toBe(0.5);
  weights.gradient({ a: 0 }).update(optimizer);
  expect(weights.data[0]).toBe(0.375);
  optimizer.set({ weightDecay: 0 });
  weights.gradient({ a: 0 }).update(optimizer);
  expect(weights.data[0]).toBe(0.375);
  expect(() => sgd({ weightDecay: -1 })).toThrow(/weightDecay must be a finite number ≥ 0/);
});
