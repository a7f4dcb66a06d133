import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  Batch,
  Block,
  type Features,
  type Layer,
  type Model,
  type Sample,
  adam,
  chain,
  dense,
  dropout,
  embedding,
  factorizationMachine,
  gelu,
  gru,
  layerNorm,
  learner,
  modelFromSchema,
  named,
  parallel,
  residual,
  sequential,
  sgd,
  silu,
  slice,
  sparseLinear,
  squaredError,
  tanh,
} from '../index.ts';

interface Subject {
  readonly layers: (n: number) => [Layer, ...Layer[]];
  /** Which x a sample may have. Default: any numbers. */
  readonly x?: (draw: () => number, n: number) => Features;
  readonly inputs?: (n: number) => number;
}

const numbers = (draw: () => number, n: number): Features => Array.from({ length: n }, draw);
const categories = (draw: () => number, n: number): Features =>
  Array.from({ length: n }, () => Math.floor(Math.abs(draw()) * 1000) % 5);
const sparse = (draw: () => number, n: number): Features => {
  const indices = [...new Set([0, 1, 2].map(() => Math.floor(Math.abs(draw()) * 1000) % (n + 3)))];
  return { indices: Uint32Array.from(indices), values: Float32Array.from(indices, draw) };
};

const subjects: Record<string, Subject> = {
  gelu: { layers: (n) => [dense(n), gelu(), dense(2)] },
  dropout: { layers: (n) => [dense(n), dropout(0.4), dense(2)] },
  layerNorm: { layers: (n) => [dense(n), layerNorm({ epsilon: 0.1 }), dense(2)] },
  layerNormFirst: { layers: () => [layerNorm({ epsilon: 0.1 }), dense(2)] },
  embedding: { layers: () => [embedding(5, 3), dense(2)], x: categories },
  factorizationMachine: {
    layers: () => [factorizationMachine(3), dense(2)],
    x: sparse,
    inputs: (n) => n + 3,
  },
  residual: { layers: (n) => [dense(3), residual(dense(n), tanh(), dense(3)), dense(2)] },
  residualFirst: { layers: (n) => [residual(dense(4), silu(), dense(n)), dense(2)] },
  nested: {
    layers: (n) => [
      dense(n),
      residual(residual(layerNorm({ epsilon: 0.1 }), dense(n)), tanh()),
      dense(2),
    ],
  },
  parallel: {
    layers: (n) => [dense(n), parallel(chain(dense(3), tanh()), dense(2), slice(0, n)), dense(2)],
  },
  twoInputsAndHeads: {
    layers: (n) => [
      parallel(
        chain(slice(0, 1), dense(2), silu()),
        chain(slice(1, n + 1), dense(3), layerNorm({ epsilon: 0.1 })),
      ),
      parallel(named('a', dense(1)), named('b', dense(2))),
    ],
    inputs: (n) => n + 1,
  },
  wideAndDeep: {
    layers: () => [
      parallel(sparseLinear(1), chain(factorizationMachine(2), dense(2)), factorizationMachine(3)),
    ],
    x: sparse,
    inputs: (n) => n + 3,
  },
  tables: {
    layers: (n) => [
      parallel(
        chain(slice(0, n), embedding(5, 3)),
        chain(slice(n, n + 1), embedding(6, 2), tanh()),
      ),
      dense(2),
    ],
    x: categories,
    inputs: (n) => n + 1,
  },
  gru: { layers: (n) => [gru(n)] },
  gruInside: { layers: (n) => [dense(3), gru(n, { steps: 4 }), dense(2)] },
  gruInResidual: { layers: (n) => [residual(gru(n, { steps: 3 })), dense(2)] },
};

function make({ layers, inputs = (n) => n }: Subject, n: number, seed = 1): Model {
  return sequential({ inputs: inputs(n), seed }, ...layers(n));
}

function samplesFor(
  model: Model,
  { x = numbers }: Subject,
  draw: () => number,
  count: number,
): Sample[] {
  return Array.from({ length: count }, () => ({
    x:
      x === numbers
        ? numbers(draw, model.inputs)
        : x(draw, x === sparse ? model.inputs - 3 : model.inputs),
    y: Array.from({ length: model.outputs }, draw),
  }));
}

/** Numbers from a seed, of one magnitude; some of them 0. */
function drawer(seed: number, magnitude = 1): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % 11 === 0 ? 0 : ((state >>> 8) / 2 ** 23 - 1) * magnitude;
  };
}

describe.each(Object.entries(subjects))('%s', (_, subject) => {
  it('has the derivatives that finite differences find', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 4 }),
        fc.nat(1e6),
        (n, rows, seed) => {
          const model = make(subject, n, seed);
          const draw = drawer(seed);
          // Something to remember, for those that do.
          model
            .forward(Batch.of(samplesFor(model, subject, draw, 2)))
            .loss(squaredError)
            .gradient();
          const batch = Batch.of(samplesFor(model, subject, draw, rows));
          const numeric = Float64Array.from(model.data, (_w, i) => slopeAt(model, batch, i));
          const found = model.forward(batch).loss(squaredError).gradient().data;
          const scale = Math.max(1, ...numeric.map(Math.abs));
          for (const [i, value] of numeric.entries()) {
            expect(
              Math.abs((found[i] ?? Number.NaN) - value),
              `weight ${i}: ${found[i]}, not ${value}`,
            ).toBeLessThan(3e-3 * scale);
          }
        },
      ),
      { numRuns: 12 },
    );
  });

  it('is finite for any input up to a million', () => {
    for (const magnitude of [0, 1e-6, 1, 1e3, 1e6]) {
      const model = make(subject, 5);
      const draw = drawer(7, magnitude);
      const forward = model.forward(Batch.of(samplesFor(model, subject, draw, 3)));
      expect(forward.output.every(Number.isFinite)).toBe(true);
      expect(forward.loss(squaredError).gradient().data.every(Number.isFinite)).toBe(true);
    }
  });

  it.each(['sgd', 'adam'])(
    'learns to the same bits by stages, by one call, and by blocks, with %s',
    (rule) => {
      const optimizer = () =>
        rule === 'sgd' ? sgd({ learningRate: 0.05 }) : adam({ learningRate: 0.01 });
      for (const n of [1, 3, 6]) {
        const draw = drawer(n + 5);
        const [a, b, c] = [make(subject, n), make(subject, n), make(subject, n)] as const;
        const samples = samplesFor(a, subject, draw, 12);
        const stages = optimizer();
        for (const sample of samples)
          a.forward(Batch.of([sample]))
            .loss(squaredError)
            .gradient()
            .update(stages);
        const fast = learner(b, { loss: squaredError, optimizer: optimizer() });
        for (const sample of samples) fast.learnOne(sample);
        const many = learner(c, { loss: squaredError, optimizer: optimizer() });
        many.learnMany(blockOf(samples.slice(0, 5)));
        many.learnMany(blockOf(samples.slice(5)));
        expect(b.data).toEqual(a.data);
        expect(c.data).toEqual(a.data);
        const batch = Batch.of(samples.slice(3, 8));
        a.forward(batch).loss(squaredError).gradient().update(stages);
        fast.learnBatch(batch);
        expect(b.data).toEqual(a.data);
        const [next] = samples;
        if (next) expect(b.predictOne(next.x)).toEqual(a.predictOne(next.x));
      }
    },
  );

  it('goes on with the same bits after a restore', () => {
    const model = make(subject, 3);
    const samples = samplesFor(model, subject, drawer(3), 8);
    const optimizer = adam();
    const learn = (to: Model, sample: Sample, by: typeof optimizer) =>
      to
        .forward(Batch.of([sample]))
        .loss(squaredError)
        .gradient()
        .update(by);
    for (const sample of samples.slice(0, 4)) learn(model, sample, optimizer);
    const state = model.snapshot();
    const twin = make(subject, 3, 99);
    twin.restore(state);
    const other = adam();
    for (const sample of samples.slice(4)) {
      learn(model, sample, optimizer);
      learn(twin, sample, other);
    }
    expect(twin.data).toEqual(model.data);
    expect(twin.snapshot()).toEqual(model.snapshot());
  });

  it('is built again from its schema', () => {
    const model = make(subject, 3);
    const twin = modelFromSchema(JSON.parse(JSON.stringify(model.schema())));
    twin.restore(model.snapshot());
    const [sample] = samplesFor(model, subject, drawer(3), 1);
    expect(twin.schema()).toEqual(model.schema());
    if (sample) expect(twin.predictOne(sample.x)).toEqual(model.predictOne(sample.x));
  });
});

/** Fourth-order central difference of the loss by weight `i`. */
function slopeAt(model: Model, batch: Batch, i: number): number {
  const before = model.data[i] ?? Number.NaN;
  const h = 2 ** -7;
  const at = (shift: number): number => {
    model.data[i] = before + shift;
    return model.forward(batch).loss(squaredError).value;
  };
  const slope = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
  model.data[i] = before;
  return slope;
}

function blockOf(samples: readonly Sample[]): Block {
  const y = Float32Array.from(samples.flatMap((sample) => Array.from(sample.y as number[])));
  const dense = samples.map(({ x }) => x).filter((x): x is number[] => Array.isArray(x));
  if (dense.length > 0) return new Block(Float32Array.from(dense.flat()), y, samples.length);
  const rows = samples.map(({ x }) => x as { indices: Uint32Array; values: Float32Array });
  const starts = Uint32Array.from([
    0,
    ...rows.map((_, r) =>
      rows.slice(0, r + 1).reduce((sum, { indices }) => sum + indices.length, 0),
    ),
  ]);
  return new Block(
    {
      starts,
      indices: Uint32Array.from(rows.flatMap(({ indices }) => [...indices])),
      values: Float32Array.from(rows.flatMap(({ values }) => [...values])),
    },
    y,
    samples.length,
  );
}
