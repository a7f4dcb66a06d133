import { describe, expect, it } from 'vitest';
import { bits } from '../../laws/zoo.ts';
import {
  Batch,
  type Gradient,
  type Layer,
  type Model,
  StaleRecordError,
  absoluteError,
  adagrad,
  adam,
  chain,
  dense,
  embedding,
  factorizationMachine,
  gru,
  layerNorm,
  parallel,
  residual,
  sequential,
  sgd,
  squaredError,
  tanh,
} from '../index.ts';

/** First layers, each with x as it takes it. */
const firstLayers: Readonly<Record<string, readonly [Layer, sparse?: true]>> = {
  chain: [chain(dense(3), tanh(), dense(2))],
  dense: [dense(3)],
  embedding: [embedding(4, 2)],
  factorizationMachine: [factorizationMachine(3), true],
  gru: [gru(3)],
  layerNorm: [layerNorm()],
  parallel: [parallel(chain(dense(3), tanh(), dense(2)), dense(2))],
  residual: [residual(dense(3), tanh(), dense(3))],
};

/** A model behind such a layer, and its first gradient. */
function derive(name: string, makes: (gradient: Gradient) => unknown = () => {}) {
  const [layer, sparse] = firstLayers[name] as readonly [Layer, true?];
  const model = sequential({ inputs: 3, seed: 1 }, layer, dense(1));
  const x = sparse ? { indices: Uint32Array.of(0, 2), values: Float32Array.of(1, 2) } : [1, 2, 3];
  const forward = model.forward(Batch.one({ x, y: 3 }));
  const gradient = forward.loss(squaredError).gradient();
  makes(gradient);
  return { model, forward, gradient };
}

const look = (gradient: Gradient) => gradient.data;
const half = (model: Model) => model.gradient(new Float32Array(model.data.length).fill(0.5));

const movers: Readonly<Record<string, (model: Model) => unknown>> = {
  load: (model) => model.load(model.data.map((weight) => 2 * weight)),
  restore: (model) =>
    model.restore({ ...(model.snapshot() as object), weights: half(model).data.slice() }),
  'a first state': (model) => model.initialize(7),
  'another gradient': (model) => half(model).update(sgd({ learningRate: 0.5 })),
};

describe.each(Object.keys(firstLayers))('a gradient through %s', (name) => {
  it('is the same when it is looked at after its update, or applied twice', () => {
    const results = [look, () => {}].map((makes) => {
      const { model, gradient } = derive(name, makes);
      gradient.update(sgd({ learningRate: 0.5 }));
      const seen = bits(gradient.data);
      gradient.update(adam());
      return [seen, bits(model.data)];
    });
    expect(results[0]).toEqual(results[1]);
  });
});

describe('a gradient that nobody has looked at is that of the weights it was derived at', () => {
  it.each(Object.keys(movers))('after %s', (mover) => {
    const results = [(gradient: Gradient) => gradient.copy(), () => {}].map((makes) => {
      const { model, gradient } = derive('dense', makes);
      movers[mover]?.(model);
      gradient.update(adam());
      return bits(model.data);
    });
    expect(results[0]).toEqual(results[1]);
  });

  it('after another loss of the same output', () => {
    const { gradient, forward } = derive('chain');
    forward.loss(absoluteError);
    expect(bits(gradient.data)).toEqual(bits(derive('chain').gradient.data));
  });

  it('after another loss and an update, which was its own', () => {
    const results = [(gradient: Gradient) => gradient.copy(), (gradient: Gradient) => gradient].map(
      (kept) => {
        const { model, forward, gradient } = derive('dense');
        const same = kept(gradient);
        gradient.update(adam());
        forward.loss(absoluteError);
        same.update(adagrad());
        return bits(model.data);
      },
    );
    expect(results[0]).toEqual(results[1]);
  });

  it('where each of two losses has an optimizer', () => {
    const results = [(gradient: Gradient) => gradient.copy(), (gradient: Gradient) => gradient].map(
      (kept) => {
        const { model, forward, gradient } = derive('dense');
        const [one, two] = [kept(gradient), kept(forward.loss(absoluteError).gradient())];
        one.update(adam());
        two.update(adagrad());
        return bits(model.data);
      },
    );
    expect(results[0]).toEqual(results[1]);
  });

  it('where a gradient that was given has moved tables', () => {
    const results = [() => {}, half].map((between) => {
      const model = sequential({ inputs: 1, seed: 1 }, embedding(500, 2), dense(1));
      const gradients = [3, 4].map((x, i) => {
        const gradient = model
          .forward(Batch.one({ x: [x], y: 3 }))
          .loss(squaredError)
          .gradient();
        if (i > 0) between(model);
        return gradient.update(adam()).gradient;
      });
      return [bits((gradients[1] as Gradient).data), bits(model.data)];
    });
    expect(results[0]).toEqual(results[1]);
  });
});

it('a gradient that can not be had any more is stale, not another one', () => {
  const { forward, gradient } = derive('dense');
  forward.loss(absoluteError).gradient().update(adam());
  expect(() => gradient.data).toThrow(StaleRecordError);
  const { model, gradient: overwritten } = derive('factorizationMachine', look);
  half(model).update(sgd());
  expect(() => overwritten.data).toThrow(StaleRecordError);
});
