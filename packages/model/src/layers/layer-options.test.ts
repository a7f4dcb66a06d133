import { OptionError, type State, StateError } from '@rxgrad/online';
import { describe, expect, it } from 'vitest';
import {
  Batch,
  Block,
  CategoryError,
  type Layer,
  SchemaError,
  chain,
  dense,
  dropout,
  elu,
  embedding,
  factorizationMachine,
  gru,
  layerNorm,
  learner,
  modelFromSchema,
  parallel,
  residual,
  sequential,
  sgd,
  slice,
  sparseLinear,
  squaredError,
} from '../index.ts';

const NONE = [] as unknown as [Layer];

describe('bad options are refused by name', () => {
  const bad: Record<string, () => unknown> = {
    'elu: alpha': () => elu({ alpha: Number.NaN }),
    'dropout: the rate': () => dropout(1),
    'layerNorm: epsilon': () => layerNorm({ epsilon: 0 }),
    'embedding: categories': () => embedding(2 ** 24 + 1, 2),
    'factorizationMachine: the number': () => factorizationMachine(0),
    'gru: steps': () => gru(2, { steps: 1.5 }),
    'slice: whole numbers': () => slice(2, 2),
    'slice: it ends at 4': () => sequential({ inputs: 3 }, slice(1, 4)),
    'chain: it needs': () => chain(...NONE),
    'residual: it needs': () => residual(...NONE),
    'parallel: it needs': () => parallel(...NONE),
    'residual: its layers make 2 numbers of 3': () => sequential({ inputs: 3 }, residual(dense(2))),
    'residual: layers that take sparse': () => residual(sparseLinear(3)),
    'parallel: either all': () => parallel(dense(1), sparseLinear(1)),
    'sequential: embedding takes categories': () =>
      sequential({ inputs: 3 }, dense(2), embedding(5, 2)),
    'chain: factorizationMachine takes sparse': () => chain(dense(2), factorizationMachine(2)),
    'sequential: parallel takes categories': () =>
      sequential({ inputs: 3 }, dense(2), parallel(embedding(5, 2), dense(1))),
  };
  it.each(Object.entries(bad))('%s', (message, build) => {
    expect(build).toThrow(OptionError);
    expect(build).toThrow(message);
  });
});

describe('hostile schemas are refused before anything is allocated', () => {
  const many = 2 ** 24;
  let deep: object = { type: 'relu', name: 'r' };
  for (let i = 0; i < 20; i += 1) deep = { type: 'chain', name: 'c', layers: [deep] };
  const layers: Record<string, object> = {
    'a rate of 7': { type: 'dropout', name: 'd', rate: 7 },
    'too much to remember': { type: 'gru', name: 'g', units: 4, steps: many },
    'too wide a GRU': { type: 'gru', name: 'g', units: many, steps: 1 },
    'too large a table': { type: 'embedding', name: 'e', categories: many, units: many },
    'a slice beyond the input': { type: 'slice', name: 's', from: 2, length: 9 },
    'a slice of nothing': { type: 'slice', name: 's', from: 0, length: 0 },
    'no layers': { type: 'chain', name: 'c', layers: [] },
    'layers that are none': { type: 'residual', name: 'c', layers: [7] },
    'layers that are no list': { type: 'parallel', name: 'c', layers: { length: 1e9 } },
    'nesting without end': deep,
    'two of one name': {
      type: 'chain',
      name: 'c',
      layers: [
        { type: 'relu', name: 'r' },
        { type: 'relu', name: 'r' },
      ],
    },
    'an unknown option': { type: 'layerNorm', name: 'l', epsilon: 1, __proto__x: 1 },
    'a huge layer inside': {
      type: 'chain',
      name: 'c',
      layers: [
        { type: 'dense', name: 'd', units: many, bias: true },
        { type: 'dense', name: 'e', units: many, bias: true },
      ],
    },
  };
  it.each(Object.entries(layers))('%s', (_, layer) => {
    expect(() => modelFromSchema({ inputs: 3, layers: [layer] })).toThrow(SchemaError);
  });
});

describe('a category that does not exist', () => {
  const make = () =>
    sequential(
      { inputs: 3, seed: 1 },
      parallel(chain(slice(1, 2), embedding(5, 2)), slice(0, 1)),
      dense(1),
    );

  it.each([5, -1, 1.5, 1e9, -0.5])(
    '%d is rejected by all ways, and leaves no trace',
    (category) => {
      const model = make();
      const before = model.data.slice();
      const fast = learner(model, { loss: squaredError, optimizer: sgd({ learningRate: 0.1 }) });
      const good = { x: [0.5, 4, 0], y: 1 };
      const bad = { x: [0.5, category, 0], y: 1 };
      const block = new Block(Float32Array.of(...good.x, ...bad.x), Float32Array.of(1, 1), 2);
      const ways = [
        () => model.predictOne(bad.x),
        () => model.forward(Batch.of([good, bad])),
        () => fast.learnOne(bad),
        () => fast.learnMany(block),
      ];
      for (const way of ways) {
        expect(way).toThrow(CategoryError);
        expect(way).toThrow(`feature 1 of sample`);
      }
      expect(model.data).toEqual(before);
      fast.learnOne(good);
      expect(model.data).not.toEqual(before);
    },
  );
});

describe('gru', () => {
  it('remembers what it learned from, and forgets on demand', () => {
    const model = sequential({ inputs: 1, seed: 2 }, gru(3, { steps: 4 }), dense(1));
    const [fresh] = model.predictOne([1]);
    const [first, second] = model.predictMany([[1], [1]]);
    expect(first).toBe(fresh);
    expect(second).not.toBe(fresh);
    const version = model.version;
    model
      .forward(Batch.of([{ x: [1], y: 0 }]))
      .loss(squaredError)
      .gradient();
    expect(model.predictOne([1])[0]).toBeCloseTo(second ?? Number.NaN, 6);
    model.reset();
    expect(model.predictOne([1])[0]).toBe(fresh);
    expect(model.version).toBe(version);
  });

  it('is not moved by a sample whose label is refused', () => {
    const model = sequential({ inputs: 1, seed: 2 }, gru(3), dense(1));
    const state = model.snapshot();
    expect(() => model.forward(Batch.of([{ x: [1], y: Number.NaN }])).loss(squaredError)).toThrow();
    expect(model.snapshot()).toEqual(state);
  });
});

describe('a damaged state', () => {
  it.each([
    ['that remembers more than there is room for', 0, 3],
    ['that remembers billions', 0, 0xffffffff],
    ['with an h that is not finite', 1, 0x7fc00000],
    ['with an x that is not finite', 6, 0x7f800000],
  ])('%s is refused, and leaves all as it was', (_, word, value) => {
    const model = sequential(
      { inputs: 2, seed: 1 },
      residual(dense(3), gru(4, { steps: 3 }), dense(2)),
    );
    model
      .forward(Batch.of([{ x: [1, 2], y: [1, 1] }]))
      .loss(squaredError)
      .gradient();
    const state = model.snapshot() as {
      readonly [key: string]: State;
      readonly layers: Uint32Array;
    };
    const layers = state.layers.slice();
    layers[word] = value;
    expect(() => model.restore({ ...state, layers })).toThrow(StateError);
    expect(model.snapshot()).toEqual(state);
    const { layers: _layers, ...without } = state;
    expect(() => model.restore(without)).toThrow(StateError);
  });
});

describe('dropout', () => {
  it('drops as many as it is told, another lot each step, the same for a seed', () => {
    const make = (seed: number) => sequential({ inputs: 1000, seed }, dropout(0.3));
    const [model, twin, other] = [make(4), make(4), make(5)] as const;
    const batch = Batch.of([{ x: new Float32Array(1000).fill(1), y: new Float32Array(1000) }]);
    const step = (of: typeof model): Float32Array => {
      const forward = of.forward(batch);
      const output = forward.output.slice();
      forward.loss(squaredError).gradient();
      return output;
    };
    const [one, two] = [step(model), step(model)];
    expect(one.filter((y) => y === 0).length).toBeGreaterThan(230);
    expect(one.filter((y) => y === 0).length).toBeLessThan(370);
    expect(new Set(one)).toEqual(new Set([0, Math.fround(1 / Math.fround(1 - 0.3))]));
    expect(two).not.toEqual(one);
    expect([step(twin), step(twin)]).toEqual([one, two]);
    expect(step(other)).not.toEqual(one);
    expect(model.predictOne(new Float32Array(1000).fill(2))).toEqual(
      new Float32Array(1000).fill(2),
    );
  });
});
