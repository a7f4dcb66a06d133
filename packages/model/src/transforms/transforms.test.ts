import { describe, expect, it } from 'vitest';
import { bits, samplesFor } from '../../laws/zoo.ts';
import {
  Batch,
  Block,
  type Model,
  ParameterError,
  type Transform,
  adam,
  dense,
  learner,
  relu,
  sequential,
  sgd,
  sparseLinear,
  squaredError,
  transforms,
} from '../index.ts';

const { clipNorm, clipValue, freeze, l1, l2, weightDecay } = transforms;

const chains: Record<string, readonly Transform[]> = {
  clipNorm: [clipNorm(0.5)],
  clipValue: [clipValue(0.05)],
  l1: [l1(0.1)],
  l2: [l2(0.1)],
  weightDecay: [weightDecay(0.1)],
  freeze: [freeze('first.weight')],
  all: [freeze('first.bias'), l1(0.01), l2(0.1), clipValue(0.3), clipNorm(0.5), weightDecay(0.2)],
};

const models = {
  dense: () => sequential({ inputs: 9, seed: 3 }, dense(7, { name: 'first' }), relu(), dense(2)),
  sparse: () => sequential({ inputs: 9, seed: 3 }, sparseLinear(2, { name: 'first' })),
} satisfies Record<string, () => Model>;
const optimizers = [
  ['sgd', () => sgd({ learningRate: 0.05 })],
  ['adam', () => adam({ learningRate: 0.05 })],
] as const;

const samples = samplesFor(squaredError, 20, { inputs: 9, outputs: 2, seed: 7 });
const block = new Block(
  Float32Array.from(samples.flatMap(({ x }) => Array.from(x as Float32Array))),
  Float32Array.from(samples.flatMap(({ y }) => Array.from(y as Float32Array))),
  samples.length,
);

describe.each(Object.entries(chains))('%s', (_, chain) => {
  describe.each(Object.entries(models))('on a %s model', (_kind, make) => {
    it.each(optimizers)('gives the same bits by stages, learnOne and learnMany: %s', (_o, of) => {
      const [staged, one, many] = [make(), make(), make()];
      const moving = of();
      const fast = learner(one, { loss: squaredError, optimizer: of(), transforms: chain });
      for (const sample of samples) {
        const gradient = staged
          .forward(Batch.of([sample]))
          .loss(squaredError)
          .gradient();
        const changed = chain.reduce((g, transform) => g.transform(transform), gradient);
        changed.update(moving);
        const update = fast.learnOne(sample);
        expect(bits(update.gradient.data)).toEqual(bits(changed.data));
      }
      learner(many, { loss: squaredError, optimizer: of(), transforms: chain }).learnMany(block);
      expect(bits(one.data)).toEqual(bits(staged.data));
      expect(bits(many.data)).toEqual(bits(staged.data));
    });
  });
});

/** A gradient of ones and twos on weights that are known. */
function given() {
  const model = sequential({ inputs: 1 }, dense(1, { name: 'd' }));
  model.data.set([2, -4]);
  return { model, gradient: model.gradient(Float32Array.of(1, -2)) };
}

describe('transforms by hand', () => {
  it.each<[string, readonly Transform[], readonly number[]]>([
    ['clipNorm', [clipNorm(Math.sqrt(5) / 2)], [0.5, -1]],
    ['clipNorm of a short one', [clipNorm(100)], [1, -2]],
    ['clipValue', [clipValue(1.5)], [1, -1.5]],
    ['l1', [l1(0.5)], [1.5, -2.5]],
    ['l2', [l2(0.5)], [2, -4]],
    ['l2, then l1', [l2(0.5), l1(1)], [3, -5]],
    ['weightDecay', [weightDecay(0.5)], [1, -2]],
    ['freeze', [freeze('d.weight')], [0, -2]],
  ])('%s', (_, chain, expected) => {
    const { gradient } = given();
    const { data } = chain.reduce((g, transform) => g.transform(transform), gradient);
    expected.forEach((value, i) => expect(data[i]).toBeCloseTo(value, 6));
  });

  it('shrinks weights by the learning rate of the step', () => {
    const { model, gradient } = given();
    gradient.weightDecay(0.5).update(sgd({ learningRate: 0.1 }));
    expect(model.data[0]).toBeCloseTo(2 * 0.95 - 0.1, 6);
    expect(model.data[1]).toBeCloseTo(-4 * 0.95 + 0.2, 6);
  });

  it('leaves a frozen tensor alone that has momentum and decay', () => {
    const { model, gradient } = given();
    const optimizer = sgd({ learningRate: 0.1, momentum: 0.9 });
    gradient.update(optimizer);
    const before = model.data[0];
    const next = model.gradient(Float32Array.of(1, 1));
    next.freeze('d.weight').weightDecay(0.5).update(optimizer);
    expect(model.data[0]).toBe(before);
  });

  it('is remembered by a copy that is applied later', () => {
    const { model, gradient } = given();
    const kept = gradient.freeze('d.weight').weightDecay(0.5).copy();
    model.gradient(Float32Array.of(9, 9)).update(sgd({ learningRate: 0 }));
    kept.update(sgd({ learningRate: 0.1 }));
    expect(Array.from(model.data)).toEqual([
      2,
      Math.fround(Math.fround(-4 * Math.fround(0.95)) + Math.fround(0.2)),
    ]);
  });

  it('is done again when the gradient has to be computed again', () => {
    const model = models.dense();
    const loss = model.forward(Batch.of(samples.slice(0, 1))).loss(squaredError);
    const changed = loss.gradient().l2(0.5).clipNorm(0.1);
    const expected = bits(changed.data);
    const other = loss.gradient();
    expect(other.norm).toBeGreaterThan(0.1);
    expect(bits(changed.data)).toEqual(expected);
  });

  it('refuses a tensor that is not there', () => {
    const { model, gradient } = given();
    expect(() => gradient.freeze('oracle')).toThrow(ParameterError);
    const options = { loss: squaredError, optimizer: sgd(), transforms: [freeze('oracle')] };
    expect(() => learner(model, options)).toThrow(ParameterError);
  });

  it.each([
    () => clipNorm(0),
    () => clipValue(-1),
    () => l1(-1),
    () => l2(Number.NaN),
    () => weightDecay(Number.POSITIVE_INFINITY),
  ])('refuses numbers out of range %#', (make) => {
    expect(make).toThrow(expect.objectContaining({ name: 'OptionError' }) as Error);
  });
});
