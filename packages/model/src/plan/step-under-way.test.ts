import { describe, expect, it } from 'vitest';
import { bits, layerNames, layerOf, modelWith, samplesFor } from '../../laws/zoo.ts';
import {
  Batch,
  type Gradient,
  type Loss,
  type LossFunction,
  type Model,
  type Optimizer,
  defineLoss,
  dense,
  lossFunctions,
  sequential,
  sgd,
  squaredError,
} from '../index.ts';
import { optimizers } from '../optimizers/registry.ts';

/** Somebody who looks at a step while it is made. */
interface Onlooker {
  readonly loss?: (loss: Loss) => unknown;
  readonly gradient?: (gradient: Gradient) => unknown;
}

/** What is looked at decides what is computed when; the first looks at nothing. */
const onlookers: Readonly<Record<string, Onlooker>> = {
  nobody: {},
  'of the value': { loss: ({ value }) => value },
  'of the prediction': { loss: ({ prediction }) => prediction },
  'of the gradient': { gradient: ({ data }) => data },
  'of its norm': { gradient: ({ norm }) => norm },
  'of its copy': { gradient: (gradient) => gradient.copy() },
};

const STEPS = 4;

describe('whoever looks on changes no bit', () => {
  for (const layer of layerNames) {
    it(`in a model with ${layer}`, () => {
      for (const [i, loss] of Object.values(lossFunctions).entries()) {
        const rules = Object.values(optimizers);
        compare(layer, loss, rules[i % rules.length] as (typeof rules)[number]);
      }
    });
  }

  it('of a neuron, with every optimizer', () => {
    for (const optimizer of Object.values(optimizers)) {
      const results = Object.values(onlookers).map((onlooker) =>
        train(
          sequential({ inputs: 7, seed: 1 }, dense(1)),
          squaredError,
          optimizer(0.05),
          onlooker,
        ),
      );
      for (const result of results) expect(result).toEqual(results[0]);
    }
  });
});

function compare(
  layer: (typeof layerNames)[number],
  loss: LossFunction,
  optimizer: (learningRate: number) => Optimizer,
): void {
  const results = Object.values(onlookers).map((onlooker) => {
    const model = modelWith(layerOf(layer), { inputs: 7, outputs: 3, seed: 1 });
    return train(model, loss, optimizer(0.05), onlooker);
  });
  for (const result of results) expect(result).toEqual(results[0]);
}

/** Weights after some steps, each loss's value as read when all was over, and each gradient as read after its update. */
function train(model: Model, loss: LossFunction, optimizer: Optimizer, onlooker: Onlooker) {
  const { inputs, outputs } = model;
  const samples = samplesFor(loss, STEPS, { inputs, outputs, seed: 2 });
  const losses: Loss[] = [];
  const gradients: Uint32Array[] = [];
  for (const sample of samples) {
    const measured = model.forward(Batch.one(sample)).loss(loss);
    onlooker.loss?.(measured);
    const gradient = measured.gradient();
    onlooker.gradient?.(gradient);
    gradient.update(optimizer);
    losses.push(measured);
    gradients.push(bits(gradient.data));
  }
  return { weights: bits(model.data), gradients, losses: losses.map(({ value }) => value) };
}

it('a loss that nobody looked at has its value when its step is over', () => {
  const model = sequential({ inputs: 1, seed: 1 }, dense(1));
  const losses = [1, 2, 3].map((x) =>
    model.forward(Batch.one({ x: [x], y: 0 })).loss(squaredError),
  );
  const weight = model.data[0] ?? 0;
  for (const [i, { value }] of losses.entries()) expect(value).toBeCloseTo((weight * (i + 1)) ** 2);
});

it('two losses of one forward do not disturb each other', () => {
  const model = sequential({ inputs: 2, seed: 1 }, dense(1));
  const forward = model.forward(Batch.one({ x: [1, 2], y: 3 }));
  const { squaredError: square, absoluteError: distance } = lossFunctions;
  const [first, second] = [forward.loss(square), forward.loss(distance)];
  expect(second.gradient().data.length).toBe(3);
  const { gradient } = first.gradient().update(sgd());
  expect(gradient.loss?.value).toBeCloseTo(second.value ** 2);
});

it('a function of the host fails where it is called', () => {
  const broken = defineLoss({
    name: 'broken',
    value: () => {
      throw new Error('no value');
    },
    derivative: () => {},
  });
  const model = sequential({ inputs: 1, seed: 1 }, dense(1));
  const forward = model.forward(Batch.one({ x: [1], y: 0 }));
  expect(() => forward.loss(broken)).toThrow(/no value|broken/);
  expect(forward.loss(squaredError).gradient().update(sgd()).version).toBe(1);
});
