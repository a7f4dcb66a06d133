import { describe, expect, it } from 'vitest';
import { bits, samplesFor, sparsely } from '../../laws/zoo.ts';
import {
  Batch,
  Block,
  type Layer,
  LinearModelError,
  type LossFunction,
  type Model,
  type Optimizer,
  dense,
  hinge,
  learner,
  logLoss,
  lossFunctions,
  normalizedAdaptive,
  parameters,
  passiveAggressive,
  sequential,
  sparseLinear,
} from '../index.ts';
import { familyOf } from './linear-rule.ts';
import { linearOptimizers } from './registry.ts';

const pairs: readonly (readonly [string, LossFunction, () => Optimizer])[] = Object.entries(
  linearOptimizers,
).flatMap(([name, make]) => {
  const derivedFor = make(0.1).rule.linear?.losses ?? [];
  return Object.values(lossFunctions)
    .filter((loss) => derivedFor.includes(familyOf(loss)))
    .map((loss) => [name, loss, () => make(0.1)] as const);
});

it('is tested with every loss that it was derived for', () => {
  expect(pairs.map(([name, loss]) => `${name} × ${loss.name}`)).toEqual([
    'normalizedAdaptive × logLoss',
    'normalizedAdaptive × squaredError',
    'passiveAggressive-1 × epsilonInsensitive(epsilon=0.1)',
    'passiveAggressive-1 × hinge',
    'passiveAggressive-2 × epsilonInsensitive(epsilon=0.1)',
    'passiveAggressive-2 × hinge',
  ]);
});

const layers: readonly (readonly [string, () => Layer])[] = [
  ['dense', () => dense(1)],
  ['dense without bias', () => dense(1, { bias: false })],
  ['sparse', () => sparseLinear(1)],
  ['sparse without bias', () => sparseLinear(1, { bias: false })],
];

const SHAPE = { inputs: 13, outputs: 1, seed: 5 };

describe.each(pairs)('%s by %o', (_, loss, optimizer) => {
  const samples = samplesFor(loss, 40, SHAPE);

  it.each(layers)('gives the same bits by stages, learnOne and learnMany: %s', (_name, layer) => {
    const make = (): Model => sequential({ inputs: 13, seed: 3 }, layer());
    const [staged, one, many] = [make(), make(), make()];
    const moving = optimizer();
    const fast = learner(one, { loss, optimizer: optimizer() });
    for (const [i, { x, y }] of samples.entries()) {
      staged
        .forward(Batch.of([{ x, y }]))
        .loss(loss)
        .gradient()
        .update(moving);
      fast.learnOne({ x: i % 2 ? sparsely(x) : x, y });
    }
    const x = samples.flatMap((sample) => Array.from(sample.x as ArrayLike<number>));
    const y = samples.map((sample) => Number(sample.y));
    learner(many, { loss, optimizer: optimizer() }).learnMany(
      new Block(Float32Array.from(x), Float32Array.from(y), samples.length),
    );
    expect(bits(one.data)).toEqual(bits(staged.data));
    expect(bits(many.data)).toEqual(bits(staged.data));
    expect(bits(make().data)).not.toEqual(bits(staged.data));
  });

  it.each([1e-30, 1e6, 1e15])('stays finite on features as large as %d', (scale) => {
    const model = sequential({ inputs: 13, seed: 3 }, dense(1));
    const fast = learner(model, { loss, optimizer: optimizer() });
    for (const sample of samplesFor(loss, 40, SHAPE, scale)) fast.learnOne(sample);
    expect(model.data.every(Number.isFinite)).toBe(true);
  });

  it('remembers across a restore', () => {
    const make = (): Model => sequential({ inputs: 13, seed: 3 }, dense(1));
    const [straight, first, second] = [make(), make(), make()];
    const steady = learner(straight, { loss, optimizer: optimizer() });
    for (const sample of samples) steady.learnOne(sample);
    const before = learner(first, { loss, optimizer: optimizer() });
    for (const sample of samples.slice(0, 17)) before.learnOne(sample);
    second.restore(first.snapshot());
    const after = learner(second, { loss, optimizer: optimizer() });
    for (const sample of samples.slice(17)) after.learnOne(sample);
    expect(bits(second.data)).toEqual(bits(straight.data));
  });
});

describe('an optimizer that looks at features refuses, and moves nothing', () => {
  const batch = Batch.of([{ x: [1, 2], y: 1 }]);
  const neuron = (): Model => sequential({ inputs: 2, seed: 1 }, dense(1));

  it.each<[string, (model: Model) => unknown, () => Model]>([
    [
      'a model of more layers',
      (model) => learner(model, { loss: hinge, optimizer: passiveAggressive() }),
      () => sequential({ inputs: 2, seed: 1 }, dense(3), dense(1)),
    ],
    [
      'more outputs',
      (model) =>
        model
          .forward(Batch.of([{ x: [1, 2], y: [1, 0] }]))
          .loss(hinge)
          .gradient()
          .update(passiveAggressive()),
      () => sequential({ inputs: 2, seed: 1 }, dense(2)),
    ],
    ['another loss', (m) => learner(m, { loss: logLoss, optimizer: passiveAggressive() }), neuron],
    [
      'a mini-batch',
      (model) =>
        learner(model, { loss: hinge, optimizer: passiveAggressive() }).learnBatch(
          Batch.of([
            { x: [1, 2], y: 1 },
            { x: [1, 2], y: 1 },
          ]),
        ),
      neuron,
    ],
    [
      'a gradient that was changed',
      (model) => {
        const gradient = model.forward(batch).loss(logLoss).gradient();
        gradient.clipNorm(1e-3).update(normalizedAdaptive());
      },
      neuron,
    ],
    [
      'a gradient that was given',
      (m) => m.gradient(Float32Array.of(1, 2, 3)).update(normalizedAdaptive()),
      neuron,
    ],
  ])('%s', (_, act, make) => {
    const model = make();
    const before = bits(model.data);
    expect(() => act(model)).toThrow(LinearModelError);
    expect(bits(model.data)).toEqual(before);
    expect(model.version).toBe(0);
  });

  it('parameters without a model', () => {
    const weights = parameters({ angle: 1 });
    expect(() => weights.gradient({ angle: 1 }).update(passiveAggressive())).toThrow(
      LinearModelError,
    );
    expect(Array.from(weights.data)).toEqual([1]);
  });
});
