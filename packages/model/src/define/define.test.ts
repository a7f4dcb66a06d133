import { describe, expect, it } from 'vitest';
import { bits } from '../../laws/zoo.ts';
import {
  Batch,
  Block,
  type Layer,
  type LossFunction,
  type Model,
  type Optimizer,
  type Sample,
  adagrad,
  checkGradients,
  dense,
  fanInUniform,
  learner,
  loadOptimizerSafetensors,
  loadSafetensors,
  modelFromSchema,
  modelFromSafetensors,
  optimizerToSafetensors,
  register,
  relu,
  residual,
  sequential,
  sgd,
  sparseLinear,
  squaredError,
  toSafetensors,
  zeros,
} from '../index.ts';
import { defineLayer } from './define-layer.ts';
import { defineLoss } from './define-loss.ts';
import { defineOptimizer } from './define-optimizer.ts';
import { Random, schedules } from '@rxgrad/online';

const f = Math.fround;

const ownRelu = defineLayer({
  type: 'ownRelu',
  forward: ({ x, y }) => x.forEach((v, i) => (y[i] = v > 0 ? v : 0)),
  inputGradient: ({ x, dy, dx }) => x.forEach((v, i) => (dx[i] = v > 0 ? (dy[i] as number) : 0)),
});

/** A neuron as the kernels have it, for up to 4 inputs: products in f32, added up lane by lane. */
const ownNeuron = defineLayer({
  type: 'ownNeuron',
  outputs: () => 1,
  tensors: (inputs) => ({
    weight: { shape: [inputs, 1], initializer: fanInUniform() },
    bias: { shape: [1], initializer: zeros() },
  }),
  forward({ x, y, weights: { weight, bias } }) {
    const [a = 0, b = 0, c = 0, d = 0] = x.map((v, i) => v * (weight[i] as number));
    y[0] = f(f(f(a + b) + f(c + d)) + (bias[0] as number));
  },
  inputGradient: ({ dx, dy: [d = 0], weights: { weight } }) =>
    weight.forEach((w, i) => (dx[i] = d * w)),
  weightGradient({ x, dy: [d = 0], gradients: { weight, bias } }) {
    x.forEach((v, i) => (weight[i] = (weight[i] as number) + f(d * v)));
    bias[0] = (bias[0] as number) + d;
  },
});

const ownSquaredError = defineLoss({
  name: 'ownSquaredError',
  value: ({ output: [z = 0], label: [y = 0] }) => f(f(z - y) ** 2),
  derivative: ({ output: [z = 0], label: [y = 0], gradient }) => (gradient[0] = 2 * f(z - y)),
});

const ownSgd = defineOptimizer({
  type: 'ownSgd',
  hyperparameters: { learningRate: 0.01 },
  update: ({ weights, gradient, hyperparameters: { learningRate } }) =>
    gradient.forEach((g, i) => (weights[i] = (weights[i] as number) - f(f(learningRate) * g))),
});

const ownMomentum = defineOptimizer({
  type: 'ownMomentum',
  hyperparameters: { learningRate: 0.01, momentum: 0.9 },
  slots: ['velocity'],
  scalars: { steps: 0 },
  begin: ({ scalars }) => void (scalars.steps += 1),
  update({ weights, gradient, slots: { velocity }, hyperparameters: { learningRate, momentum } }) {
    gradient.forEach((g, i) => {
      velocity[i] = f(f(momentum) * (velocity[i] as number)) + g;
      weights[i] = (weights[i] as number) - f(f(learningRate) * (velocity[i] as number));
    });
  },
});

const samples: readonly Sample[] = (() => {
  const random = new Random(7);
  return Array.from({ length: 100 }, () => {
    const x = [random.normal(), random.normal(), random.normal()];
    return { x, y: Math.sin(x[0] as number) + (x[1] as number) * (x[2] as number) };
  });
})();

const block = new Block(
  Float32Array.from(samples.flatMap(({ x }) => x as number[])),
  Float32Array.from(samples.map(({ y }) => y as number)),
  samples.length,
);

interface Makers {
  readonly layers: () => readonly [Layer, ...Layer[]];
  readonly loss: LossFunction;
  readonly optimizer: () => Optimizer;
}

const ours: Makers = {
  layers: () => [dense(4, { name: 'a' }), relu({ name: 'b' }), dense(1, { name: 'c' })],
  loss: squaredError,
  optimizer: () => sgd({ learningRate: 0.05 }),
};

const own: Makers = {
  layers: () => [dense(4, { name: 'a' }), ownRelu({ name: 'b' }), ownNeuron({ name: 'c' })],
  loss: ownSquaredError,
  optimizer: () => ownSgd({ learningRate: 0.05 }),
};

const make = ({ layers }: Makers): Model => sequential({ inputs: 3, seed: 1 }, ...layers());

function inStages(makers: Makers, size = 1, model = make(makers)): Model {
  const optimizer = makers.optimizer();
  for (let i = 0; i < samples.length; i += size) {
    const batch = Batch.of(samples.slice(i, i + size));
    model.forward(batch).loss(makers.loss).gradient().update(optimizer);
  }
  return model;
}

const expectSame = (a: Model, b: Model): void => expect(bits(a.data)).toEqual(bits(b.data));

describe("members of one's own are equal to ours, bit for bit, over 100 steps", () => {
  const mixes: Record<string, Makers> = {
    layers: { ...ours, layers: own.layers },
    loss: { ...ours, loss: own.loss },
    optimizer: { ...ours, optimizer: own.optimizer },
    all: own,
  };
  for (const [name, makers] of Object.entries(mixes)) {
    it(name, () => {
      expectSame(inStages(makers), inStages(ours));
      // 2/n is exact for these.
      expectSame(inStages(makers, 4), inStages(ours, 4));
    });

    it(`${name}: the fast path gives the bits of the stages`, () => {
      const options = () => ({ loss: makers.loss, optimizer: makers.optimizer() });
      for (const clipNorm of [undefined, 0.5]) {
        const [one, many, staged] = [make(makers), make(makers), make(makers)];
        const clip = clipNorm === undefined ? {} : { clipNorm };
        const fast = learner(one, { ...options(), ...clip });
        for (const sample of samples) fast.learnOne(sample);
        learner(many, { ...options(), ...clip }).learnMany(block);
        const optimizer = makers.optimizer();
        for (const sample of samples) {
          const gradient = staged
            .forward(Batch.of([sample]))
            .loss(makers.loss)
            .gradient();
          (clipNorm === undefined ? gradient : gradient.clipNorm(clipNorm)).update(optimizer);
        }
        expectSame(one, staged);
        expectSame(many, staged);
        expect(many.version).toBe(100);
      }
      const [fused, batched] = [make(makers), inStages(makers, 10)];
      const fast = learner(fused, options());
      for (let i = 0; i < 100; i += 10) fast.learnBatch(Batch.of(samples.slice(i, i + 10)));
      expectSame(fused, batched);
    });
  }

  it('momentum, with a slot, a schedule and a live change', () => {
    const learningRate = schedules.exponential({ initial: 0.05, factor: 0.97 });
    const pairs = [sgd, ownMomentum].map((optimizer) => {
      const made = optimizer({ learningRate, momentum: 0.5 });
      const [staged, many] = [make(ours), make(ours)];
      inStages({ ...ours, optimizer: () => made }, 1, staged);
      learner(many, { ...ours, optimizer: made }).learnMany(block);
      made.set({ learningRate: 0.001 });
      inStages({ ...ours, optimizer: () => made }, 1, staged);
      return [staged, many];
    });
    for (const i of [0, 1]) expectSame(pairs[0]?.[i] as Model, pairs[1]?.[i] as Model);
  });

  it('in sparse tables', () => {
    const ownAdagrad = defineOptimizer({
      type: 'ownAdagrad',
      hyperparameters: { learningRate: 0.01, epsilon: 1e-10 },
      slots: ['sum'],
      update({ weights, gradient, slots: { sum }, hyperparameters: { learningRate, epsilon } }) {
        gradient.forEach((g, i) => {
          sum[i] = (sum[i] as number) + f(g * g);
          const root = f(f(Math.sqrt(sum[i] as number)) + f(epsilon));
          weights[i] = (weights[i] as number) - f(f(f(learningRate) * g) / root);
        });
      },
    });
    const [a, b] = [adagrad, ownAdagrad].map((optimizer) => {
      const model = sequential({ inputs: 1000, seed: 2 }, sparseLinear(2), dense(1));
      const made = optimizer({ learningRate: 0.1 });
      const random = new Random(3);
      for (let i = 0; i < 100; i += 1) {
        const x = {
          indices: Uint32Array.from({ length: 5 }, (_, k) => 200 * k + random.integer(20)),
          values: Float32Array.from({ length: 5 }, () => random.normal()),
        };
        const batch = Batch.of([{ x, y: random.normal() }]);
        model.forward(batch).loss(squaredError).gradient().update(made);
      }
      return model;
    });
    expectSame(a as Model, b as Model);
  });

  it('links too', () => {
    const make_ = (link: 'sigmoid' | ((z: Float32Array, p: Float32Array) => void)) =>
      defineLoss({
        name: `test ${typeof link}`,
        link,
        value: ({ prediction: [p = 0], label: [y = 0] }) => (p - y) ** 2,
        derivative: ({ prediction: [p = 0], label: [y = 0], gradient }) =>
          (gradient[0] = 2 * (p - y) * p * (1 - p)),
      });
    const model = make(ours);
    const batch = Batch.of(samples.slice(0, 3));
    const named = make_('sigmoid');
    const custom = make_((z, p) => z.forEach((v, i) => (p[i] = 1 / (1 + Math.exp(-v)))));
    for (const loss of [named, custom]) {
      const { value, prediction } = model.forward(batch).loss(loss);
      expect(prediction[1]).toBeCloseTo(
        1 / (1 + Math.exp(-(model.forward(batch).output[1] as number))),
      );
      expect(value).toBeGreaterThan(0);
      expect(loss.link(model.forward(batch).output.slice(1, 2))[0]).toBe(
        model.forward(batch).loss(loss).prediction[1],
      );
      expect(checkGradients(model, batch, { loss })).toMatchObject({ ok: true });
      const many = learner(make(ours), { loss, optimizer: sgd() }).learnMany(block);
      expect(many.predictions.every((p) => p > 0 && p < 1)).toBe(true);
    }
  });
});

describe("members of one's own are kept and found again", () => {
  const power = defineLayer({
    type: 'power',
    options: { exponent: 'count', mirrored: 'boolean' },
    defaults: { mirrored: false },
    forward: ({ x, y, options: { exponent, mirrored } }) =>
      x.forEach((v, i) => (y[i] = (mirrored ? -1 : 1) * v ** exponent)),
    inputGradient: ({ x, dy, dx, options: { exponent, mirrored } }) =>
      x.forEach((v, i) => {
        dx[i] = (mirrored ? -1 : 1) * exponent * v ** (exponent - 1) * (dy[i] as number);
      }),
  });

  it('by schema, once they are registered', () => {
    const model = sequential({ inputs: 3, seed: 1 }, dense(2), power({ exponent: 3 }), ownNeuron());
    const schema: unknown = JSON.parse(JSON.stringify(model.schema()));
    expect(() => modelFromSchema(schema)).toThrow(
      expect.objectContaining({
        name: 'SchemaError',
        message: expect.stringMatching(/layer type "power" is unknown.*defineLayer.*register\(/),
      }),
    );
    register(power, ownNeuron);
    register(power);
    const twin = modelFromSchema(schema);
    twin.load(model.data);
    expect(twin.predictOne([1, 2, 3])).toEqual(model.predictOne([1, 2, 3]));
    expect(twin.schema()).toEqual(model.schema());
    expectSame(modelFromSafetensors(toSafetensors(model)), model);
    const layers = [{ type: 'power', name: 'p', exponent: 0.5, mirrored: true }];
    expect(() => modelFromSchema({ inputs: 1, layers })).toThrow(/exponent/);
    expect(() => modelFromSchema({ inputs: 1, layers: [{ type: 'power', name: 'p' }] })).toThrow(
      /exponent/,
    );
  });

  it('by snapshot and in files, under their names', () => {
    const model = make(own);
    const optimizer = ownMomentum({ learningRate: 0.005 });
    const train = (into: Model, by: Optimizer) =>
      inStages({ ...own, optimizer: () => by }, 1, into);
    train(model, optimizer);
    const [snapshot, weights, slots] = [
      model.snapshot(),
      toSafetensors(model),
      optimizerToSafetensors(model, optimizer),
    ];
    expect(new TextDecoder().decode(weights)).toContain('"c.weight"');
    expect(new TextDecoder().decode(slots)).toContain('"c.weight.velocity"');
    train(model, optimizer);
    const [restored, another] = [make(own), ownMomentum({ learningRate: 0.005 })];
    restored.restore(snapshot);
    expectSame(train(restored, another), model);
    const [loaded, third] = [make(own), ownMomentum({ learningRate: 0.005 })];
    loadSafetensors(loaded, weights);
    loadOptimizerSafetensors(loaded, third, slots);
    expectSame(train(loaded, third), model);
  });

  it('not under the names of others', () => {
    const forward = (): void => {};
    expect(() => defineLayer({ type: 'dense', forward })).toThrow(/one of rxgrad's own/);
    expect(() => defineLayer({ type: '__proto__', forward })).toThrow(/name/);
    expect(() => defineLayer({ type: 'a', options: { type: 'number' }, forward })).toThrow(/type/);
    expect(() => defineLoss({ ...ownSquaredErrorOf('logLoss') })).toThrow(/one of rxgrad's own/);
    const update = (): void => {};
    const rate = { learningRate: 1 };
    expect(() => defineOptimizer({ type: 'adam', hyperparameters: rate, update })).toThrow(/own/);
    expect(() =>
      defineOptimizer({ type: 'x', hyperparameters: rate, slots: ['learningRate'], update }),
    ).toThrow(/taken/);
    const twice = () => defineLayer({ type: 'twice', forward });
    register(twice());
    expect(() => register(twice())).toThrow(/registered already/);
    expect(() => power({ exponent: 0 })).toThrow(/exponent must be a whole number/);
    // @ts-expect-error an option without a default must be given
    expect(() => power()).toThrow(/"exponent" is missing/);
    // @ts-expect-error there is no such option
    expect(() => power({ exponent: 1, base: 2 })).toThrow(/no option "base"/);
  });

  it('within layers of layers', () => {
    const model = sequential({ inputs: 3, seed: 1 }, residual(dense(3), ownRelu()), dense(1));
    const twin = sequential({ inputs: 3, seed: 1 }, residual(dense(3), relu()), dense(1));
    for (const each of [model, twin]) inStages(ours, 1, each);
    expectSame(model, twin);
    expect(checkGradients(model, Batch.of(samples.slice(0, 3)), { loss: squaredError }).ok).toBe(
      true,
    );
  });
});

function ownSquaredErrorOf(name: string) {
  return { name, value: () => 0, derivative: () => {} };
}
