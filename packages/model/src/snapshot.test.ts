import { StateError, schedules, type State } from '@rxgrad/online';
import { describe, expect, it } from 'vitest';
import {
  bits,
  allLayerNames,
  layerOf,
  modelWith,
  optimizerMakers,
  samplesFor,
  shapeFor,
} from '../laws/zoo.ts';
import {
  Batch,
  Block,
  type Model,
  type Optimizer,
  type Sample,
  adagrad,
  adam,
  dense,
  learner,
  logLoss,
  parameters,
  relu,
  sequential,
  sgd,
  sparseLinear,
} from './index.ts';

const shape = { inputs: 6, outputs: 1, seed: 8 };
const samples = samplesFor(logLoss, 40, shape);
const decay = schedules.inverseScaling({ initial: 0.1, power: 0.5 });
const models = {
  dense: () => sequential({ inputs: 6, seed: 1 }, dense(5), relu(), dense(1)),
  sparse: () => sequential({ inputs: 6, seed: 1 }, sparseLinear(1)),
};

function blockOf(rows: readonly Sample[]): Block {
  const x = rows.flatMap((row) => Array.from(row.x as ArrayLike<number>));
  return new Block(
    Float32Array.from(x),
    Float32Array.from(rows, (row) => row.y as number),
    rows.length,
  );
}

function learn(model: Model, optimizer: Optimizer, from: number, to: number): void {
  const fast = learner(model, { loss: logLoss, optimizer });
  for (const sample of samples.slice(from, to)) fast.learnOne(sample);
}

describe('a restored model goes on with the same bits', () => {
  for (const [modelName, make] of Object.entries(models)) {
    for (const [name, optimizer] of Object.entries(optimizerMakers)) {
      it(`${modelName} × ${name}`, () => {
        const whole = make();
        learn(whole, optimizer(0.05), 0, 40);
        const before = make();
        learn(before, optimizer(0.05), 0, 17);
        const state = structuredClone(before.snapshot());
        const after = make();
        after.restore(state);
        expect(after.snapshot()).toEqual(state);
        learn(after, optimizer(0.05), 17, 40);
        expect(bits(after.data)).toEqual(bits(whole.data));
        expect(after.version).toBe(40);
      });
    }
  }

  it.each(allLayerNames)('whatever its layers are: %s', (name) => {
    const layer = layerOf(name);
    const wanted = shapeFor(layer, shape);
    const rows = samplesFor(logLoss, 40, wanted);
    const learnRows = (model: Model, from: number, to: number): void => {
      const fast = learner(model, { loss: logLoss, optimizer: adam({ learningRate: 0.05 }) });
      for (const row of rows.slice(from, to)) fast.learnOne(row);
    };
    const [whole, before, after] = [1, 1, 2].map((seed) => modelWith(layer, { ...wanted, seed }));
    if (!whole || !before || !after) throw new Error('three models are expected');
    learnRows(whole, 0, 40);
    learnRows(before, 0, 17);
    const state = structuredClone(before.snapshot());
    after.restore(state);
    expect(after.snapshot()).toEqual(state);
    learnRows(after, 17, 40);
    expect(bits(after.data)).toEqual(bits(whole.data));
  });

  it('with a schedule, whose step is the optimizer’s', () => {
    const optimizer = (): Optimizer => sgd({ learningRate: decay });
    const [whole, before, after] = [models.dense(), models.dense(), models.dense()];
    learn(whole, optimizer(), 0, 40);
    learn(before, optimizer(), 0, 11);
    after.restore(before.snapshot());
    learn(after, optimizer(), 11, 40);
    expect(bits(after.data)).toEqual(bits(whole.data));
  });

  it('with a schedule, in blocks as row by row', () => {
    const [one, many] = [models.dense(), models.dense()];
    learn(one, sgd({ learningRate: decay }), 0, 40);
    const fast = learner(many, { loss: logLoss, optimizer: sgd({ learningRate: decay }) });
    fast.learnMany(blockOf(samples.slice(0, 25)));
    fast.learnMany(blockOf(samples.slice(25)));
    expect(bits(many.data)).toEqual(bits(one.data));
  });

  it('when the optimizer was at work before too', () => {
    const [model, optimizer] = [models.dense(), adam({ learningRate: 0.05 })];
    learn(model, optimizer, 0, 10);
    const state = model.snapshot();
    learn(model, optimizer, 10, 25);
    const first = bits(model.data);
    model.restore(state);
    learn(model, optimizer, 10, 25);
    expect(bits(model.data)).toEqual(first);
    expect(model.epoch).toBe(1);
  });
});

it('a snapshot is a copy', () => {
  const model = models.dense();
  const state = structuredClone(model.snapshot());
  const taken = model.snapshot();
  learn(model, sgd(), 0, 5);
  expect(taken).toEqual(state);
});

describe('a state that does not fit is refused, and nothing is changed', () => {
  const optimizer = adagrad({ learningRate: 0.1 });
  const model = models.dense();
  learn(model, optimizer, 0, 5);
  const good = model.snapshot() as { readonly [key: string]: State };
  const [slot] = good['optimizers'] as { readonly [key: string]: State }[];
  const bad: Record<string, State> = {
    null: null,
    'another class': { type: 'random' },
    'another model': models.sparse().snapshot(),
    'no version': { ...good, version: -1 },
    'too few weights': { ...good, weights: new Float32Array(3) },
    'weights of another type': {
      ...good,
      weights: new Float64Array(good['weights'] as Float32Array),
    },
    'no optimizers': { ...good, optimizers: null },
    'another optimizer': { ...good, optimizers: [{ ...slot, type: 'adam' }] },
    'a slot too short': { ...good, optimizers: [{ ...slot, slots: [new Float32Array(1)] }] },
    'a fractional step': { ...good, optimizers: [{ ...slot, step: 0.5 }] },
  };
  for (const [what, state] of Object.entries(bad)) {
    it(`refuses ${what}`, () => {
      const before = model.snapshot();
      expect(() => model.restore(state)).toThrow(StateError);
      expect(model.snapshot()).toEqual(before);
    });
  }
});

it('parameters of one’s own remember too', () => {
  const [one, other] = [parameters({ angle: 0.5 }), parameters({ angle: 0 })];
  const [first, second] = [adam({ learningRate: 0.1 }), adam({ learningRate: 0.1 })];
  one.gradient({ angle: 2 }).update(first);
  other.restore(one.snapshot());
  one.gradient({ angle: -1 }).update(first);
  other.gradient({ angle: -1 }).update(second);
  expect(bits(other.data)).toEqual(bits(one.data));
});

it('a batch of one sample is what learnOne learns', () => {
  const [one, batched] = [models.dense(), models.dense()];
  learn(one, sgd(), 0, 5);
  const fast = learner(batched, { loss: logLoss, optimizer: sgd() });
  for (const sample of samples.slice(0, 5)) fast.learnBatch(Batch.of([sample]));
  expect(bits(one.data)).toEqual(bits(batched.data));
});
