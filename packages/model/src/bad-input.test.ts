import { OptionError, RejectedSampleError } from '@rxgrad/online';
import { describe, expect, it } from 'vitest';
import { bits } from '../laws/zoo.ts';
import {
  Batch,
  Block,
  type Features,
  LabelError,
  type LossFunction,
  type Model,
  NonFiniteError,
  ParameterError,
  type Sample,
  ShapeError,
  StaleRecordError,
  absoluteError,
  crossEntropy,
  dense,
  learner,
  logLoss,
  parameters,
  sequential,
  sgd,
  sparseLinear,
  squaredError,
} from './index.ts';

type Cause = new (message: string) => RejectedSampleError;

const network = (): Model => sequential({ inputs: 3, seed: 1 }, dense(4), dense(1));
const models: Record<string, () => Model> = {
  neuron: () => sequential({ inputs: 3, seed: 1 }, dense(1)),
  network,
  sparse: () => sequential({ inputs: 3, seed: 1 }, sparseLinear(1)),
  wide: () => sequential({ inputs: 200, seed: 1 }, dense(1)),
};

function sparse(indices: readonly number[], values: readonly number[]): Features {
  return { indices: Uint32Array.from(indices), values: Float32Array.from(values) };
}

/** A good x, with one number replaced. */
function withOne(model: Model, value: number, as: 'array' | 'f32' | 'f64'): Features {
  const x = new Array<number>(model.inputs).fill(0.5);
  x[model.inputs - 1] = value;
  return as === 'array' ? x : as === 'f32' ? Float32Array.from(x) : Float64Array.from(x);
}

const badFeatures: Record<string, readonly [(model: Model) => Features, Cause]> = {
  'too few': [() => [1], ShapeError],
  'too many': [(model) => new Float32Array(model.inputs + 1), ShapeError],
  none: [() => [], ShapeError],
  'an index beyond the inputs': [(model) => sparse([model.inputs], [1]), ShapeError],
  'the largest index': [() => sparse([0xffffffff], [1]), ShapeError],
  'fewer values than indices': [() => sparse([0, 1], [1]), ShapeError],
  'a sparse NaN': [() => sparse([1], [Number.NaN]), NonFiniteError],
};
for (const as of ['array', 'f32', 'f64'] as const) {
  for (const value of [Number.NaN, Infinity, -Infinity]) {
    badFeatures[`${value} in ${as}`] = [(model) => withOne(model, value, as), NonFiniteError];
  }
}
badFeatures['beyond 32 bits'] = [(model) => withOne(model, 1e39, 'array'), NonFiniteError];

describe('bad features are refused, and no weight is changed', () => {
  for (const [modelName, make] of Object.entries(models)) {
    for (const [what, [features, cause]] of Object.entries(badFeatures)) {
      it(`${modelName}: ${what}`, () => {
        const model = make();
        const good = { x: new Float32Array(model.inputs).fill(0.5), y: 1 };
        const bad = { x: features(model), y: 1 };
        expect(() => model.predictOne(bad.x)).toThrow(cause);
        expectRefused(model, squaredError, [bad], cause, 0);
        expectRefused(model, squaredError, [good, good, bad], cause, 2);
      });
    }
  }
});

const badLabels: Record<string, readonly [LossFunction, Sample['y']]> = {
  'NaN for a squared error': [squaredError, Number.NaN],
  'infinity for an absolute error': [absoluteError, Infinity],
  'beyond 32 bits': [squaredError, 1e39],
  'a probability above 1': [logLoss, 1.01],
  'a negative probability': [logLoss, -0.01],
  'a class that does not exist': [crossEntropy, 1],
  'a negative class': [crossEntropy, -1],
  'half a class': [crossEntropy, 0.5],
  'two numbers for one output': [squaredError, [1, 2]],
  none: [squaredError, []],
};

describe('bad labels are refused, and no weight is changed', () => {
  for (const [modelName, make] of Object.entries(models)) {
    for (const [what, [loss, y]] of Object.entries(badLabels)) {
      it(`${modelName}: ${what}`, () => {
        const model = make();
        const x = new Float32Array(model.inputs).fill(0.5);
        expectRefused(model, loss, [{ x, y }], LabelError, 0);
        expectRefused(
          model,
          loss,
          [
            { x, y: 0 },
            { x, y },
          ],
          LabelError,
          1,
        );
      });
    }
  }
});

/** By the stages and by the fast path alike; afterwards the model learns as if nothing had been. */
function expectRefused(
  model: Model,
  loss: LossFunction,
  samples: readonly Sample[],
  cause: Cause,
  index: number,
): void {
  const fast = learner(model, { loss, optimizer: sgd() });
  const before = bits(model.data);
  const stages = (): unknown =>
    model.forward(Batch.of(samples)).loss(loss).gradient().update(fast.optimizer);
  for (const attempt of [stages, () => fast.learnBatch(Batch.of(samples))]) {
    const error = thrown(attempt);
    expect(error).toBeInstanceOf(cause);
    expect(error).toBeInstanceOf(RejectedSampleError);
    expect((error as RejectedSampleError).index).toBe(index);
    expect(bits(model.data)).toEqual(before);
    expect(model.version).toBe(0);
  }
}

function thrown(attempt: () => unknown): unknown {
  try {
    attempt();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('one bad row refuses its block before the first is learned', () => {
  const x = (value: number): Float32Array => Float32Array.of(1, 2, 3, 4, value, 6);
  const good = new Block(x(5), Float32Array.of(0, 1), 2);
  const bad: Record<string, readonly [Block, Cause]> = {
    'a NaN': [new Block(x(Number.NaN), Float32Array.of(0, 1), 2), NonFiniteError],
    'a label': [new Block(x(5), Float32Array.of(0, 2), 2), LabelError],
    'rows of another length': [
      new Block(new Float32Array(8), Float32Array.of(0, 1), 2),
      ShapeError,
    ],
    'labels of another width': [new Block(x(5), new Float32Array(4), 2), LabelError],
    'a sparse index': [sparseBlock(3, 1), ShapeError],
    'a sparse NaN': [sparseBlock(2, Number.NaN), NonFiniteError],
  };
  for (const [modelName, make] of Object.entries(models)) {
    if (modelName === 'wide') continue;
    for (const [what, [block, cause]] of Object.entries(bad)) {
      it(`${modelName}: ${what}`, () => {
        const [model, untouched] = [make(), make()];
        const fast = learner(model, { loss: logLoss, optimizer: sgd() });
        expect(thrown(() => fast.learnMany(block))).toBeInstanceOf(cause);
        expect(bits(model.data)).toEqual(bits(untouched.data));
        fast.learnMany(good);
        learner(untouched, { loss: logLoss, optimizer: sgd() }).learnMany(good);
        expect(bits(model.data)).toEqual(bits(untouched.data));
      });
    }
  }
});

it('a bad label in a block larger than those before it puts no check out of order', () => {
  const block = (size: number, x: number, y: number): Block =>
    new Block(new Float32Array(2 * size).fill(x), new Float32Array(size).fill(y), size);
  const model = sequential({ inputs: 2, seed: 1 }, dense(1));
  const fast = learner(model, { loss: squaredError, optimizer: sgd() });
  fast.learnMany(block(1, 1, 1));
  expect(thrown(() => fast.learnMany(block(9, 1, Number.NaN)))).toBeInstanceOf(LabelError);
  const before = bits(model.data);
  expect(thrown(() => fast.learnMany(block(9, Number.NaN, 1)))).toBeInstanceOf(NonFiniteError);
  expect(bits(model.data)).toEqual(before);
});

function sparseBlock(index: number, value: number): Block {
  const rows = {
    starts: Uint32Array.of(0, 1, 2),
    indices: Uint32Array.of(0, index),
    values: Float32Array.of(1, value),
  };
  return new Block(rows, Float32Array.of(0, 1), 2);
}

it('blocks and batches that are none are refused', () => {
  const y = Float32Array.of(0, 1);
  expect(() => Batch.of([])).toThrow(ShapeError);
  for (const size of [0, -1, 0.5, Number.NaN])
    expect(() => new Block(y, y, size)).toThrow(ShapeError);
  expect(() => new Block(new Float32Array(3), y, 2)).toThrow(ShapeError);
  expect(() => new Block(new Float32Array(2), new Float32Array(3), 2)).toThrow(ShapeError);
  const rows = { indices: Uint32Array.of(0, 1), values: Float32Array.of(1, 1) };
  for (const starts of [
    [0, 1],
    [1, 1, 2],
    [0, 2, 1],
    [0, 1, 3],
  ]) {
    expect(() => new Block({ starts: Uint32Array.from(starts), ...rows }, y, 2)).toThrow(
      ShapeError,
    );
  }
});

it('records of an earlier step are refused, their copies are kept', () => {
  const model = network();
  const step = () => model.forward(Batch.of([{ x: [1, 2, 3], y: 1 }])).loss(squaredError);
  const early = step();
  const gradient = early.gradient();
  const kept = gradient.copy();
  const numbers = gradient.data.slice();
  step();
  expect(() => early.gradient()).toThrow(StaleRecordError);
  expect(() => early.prediction).toThrow(StaleRecordError);
  expect(() => early.forward.output).toThrow(StaleRecordError);
  step().gradient();
  expect(() => gradient.update(sgd())).toThrow(StaleRecordError);
  expect(kept.data).toEqual(numbers);
  expect(kept.update(sgd()).version).toBe(1);
});

it('a prediction does not disturb a step that is under way', () => {
  const [model, other] = [network(), network()];
  const batch = Batch.of([
    { x: [1, 2, 3], y: 1 },
    { x: [3, 2, 1], y: 0 },
  ]);
  const forward = model.forward(batch);
  model.predictOne([9, 9, 9]);
  const loss = forward.loss(squaredError);
  model.predictMany([
    [7, 7, 7],
    [8, 8, 8],
    [9, 9, 9],
  ]);
  const gradient = loss.gradient();
  model.predictOne([9, 9, 9]);
  gradient.update(sgd());
  other.forward(batch).loss(squaredError).gradient().update(sgd());
  expect(bits(model.data)).toEqual(bits(other.data));
});

it('gradients of one’s own are checked', () => {
  const weights = parameters({ angle: 1, force: [2, 3] });
  expect(() => weights.gradient({ speed: 1 })).toThrow(ParameterError);
  expect(() => weights.gradient({ force: 1 })).toThrow(ParameterError);
  expect(() => weights.gradient(new Float32Array(2))).toThrow(ParameterError);
  expect(() => weights.gradient({ angle: Number.NaN })).toThrow(NonFiniteError);
  expect(() => parameters({ angle: Infinity })).toThrow(NonFiniteError);
  expect(() => weights.load([1, 2])).toThrow(ParameterError);
  expect(Array.from(weights.data)).toEqual([1, 2, 3]);
});

it('options are checked', () => {
  expect(() => dense(0)).toThrow(OptionError);
  expect(() => sequential({ inputs: 0 }, dense(1))).toThrow(OptionError);
  expect(() => sequential({ inputs: 2 }, dense(1), sparseLinear(1))).toThrow(OptionError);
  expect(() => sequential({ inputs: 2 }, dense(1, { name: 'a' }), dense(1, { name: 'a' }))).toThrow(
    ParameterError,
  );
  expect(() => sgd({ learningRate: -1 })).toThrow(OptionError);
  const optimizer = sgd({ learningRate: 0.5 });
  expect(() => optimizer.set({ learningRate: Number.NaN })).toThrow(OptionError);
  expect(() => optimizer.set({ speed: 1 })).toThrow(OptionError);
  expect(optimizer.valueAt('learningRate', 0)).toBe(0.5);
});
