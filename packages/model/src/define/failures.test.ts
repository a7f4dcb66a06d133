import { describe, expect, it } from 'vitest';
import { bits } from '../../laws/zoo.ts';
import {
  Batch,
  Block,
  DefinitionError,
  type Model,
  dense,
  learner,
  residual,
  sequential,
  sgd,
  sparseLinear,
  squaredError,
  transforms,
} from '../index.ts';
import { defineLayer } from './define-layer.ts';
import { defineLoss } from './define-loss.ts';
import { defineOptimizer } from './define-optimizer.ts';

/** What goes wrong, once `broken` names it. */
let broken = '';
const cause = new RangeError('out of luck');
function trouble(where: string, numbers?: Float32Array): void {
  if (broken === `${where} throws`) throw cause;
  if (broken === `${where} writes` && numbers) numbers[numbers.length - 1] = Number.NaN;
}

const layer = defineLayer({
  type: 'fragile',
  tensors: (inputs) => ({ factor: { shape: [inputs] } }),
  forward({ x, y, weights: { factor } }) {
    x.forEach((v, i) => (y[i] = v * (factor[i] as number)));
    trouble('forward', y);
  },
  inputGradient({ dy, dx, weights: { factor } }) {
    dy.forEach((d, i) => (dx[i] = d * (factor[i] as number)));
    trouble('inputGradient', dx);
  },
  weightGradient({ x, dy, gradients: { factor } }) {
    dy.forEach((d, i) => (factor[i] = (factor[i] as number) + d * (x[i] as number)));
    trouble('weightGradient', factor);
  },
});

const loss = defineLoss({
  name: 'fragileLoss',
  link(output, prediction) {
    prediction.set(output);
    trouble('link', prediction);
  },
  value({ output: [z = 0], label: [y = 0] }) {
    trouble('value');
    return broken === 'value writes' ? Number.NaN : (z - y) ** 2;
  },
  derivative({ output: [z = 0], label: [y = 0], gradient }) {
    gradient[0] = 2 * (z - y);
    trouble('derivative', gradient);
  },
});

const optimizer = defineOptimizer({
  type: 'fragileOptimizer',
  hyperparameters: { learningRate: 0.1 },
  slots: ['mean'],
  scalars: { steps: 0 },
  begin({ scalars }) {
    scalars.steps += broken === 'begin writes' ? Number.NaN : 1;
    trouble('begin');
  },
  update({ weights, gradient, slots: { mean }, hyperparameters: { learningRate } }) {
    gradient.forEach((g, i) => {
      mean[i] = 0.5 * (mean[i] as number) + g;
      weights[i] = (weights[i] as number) - learningRate * (mean[i] as number);
    });
    trouble('update', mean);
  },
});

const members = {
  forward: ['layer', 'fragile'],
  inputGradient: ['layer', 'fragile'],
  weightGradient: ['layer', 'fragile'],
  link: ['loss', 'fragileLoss'],
  value: ['loss', 'fragileLoss'],
  derivative: ['loss', 'fragileLoss'],
  begin: ['optimizer', 'fragileOptimizer'],
  update: ['optimizer', 'fragileOptimizer'],
} as const;

const batch = Batch.of([{ x: [1, -2, 3], y: 1 }]);
const make = (): Model => sequential({ inputs: 3, seed: 1 }, dense(4), layer(), dense(1));

describe('a step in which a function fails', () => {
  for (const [called, [kind, member]] of Object.entries(members)) {
    for (const how of ['throws', 'writes']) {
      it(`as ${called} ${how}`, () => {
        const [model, spared] = [make(), make()];
        const [own, other] = [optimizer(), optimizer()];
        const fast = learner(model, { loss, optimizer: own });
        const control = learner(spared, { loss, optimizer: other });
        fast.learnOne({ x: [1, 0, 1], y: 2 });
        control.learnOne({ x: [1, 0, 1], y: 2 });
        const before = model.snapshot();
        const steps = {
          stages: () => model.forward(batch).loss(loss).gradient().update(own),
          learnBatch: () => fast.learnBatch(batch),
          learnMany: () =>
            fast.learnMany(new Block(Float32Array.of(1, 2, 3), Float32Array.of(4), 1)),
        };
        for (const step of Object.values(steps)) {
          broken = `${called} ${how}`;
          const error = attempt(step) as DefinitionError;
          broken = '';
          expect(error).toBeInstanceOf(DefinitionError);
          expect(error).toMatchObject({ kind, member, function: called });
          expect(error.message).toContain(`${kind} "${member}": ${called}`);
          expect(error.cause).toBe(how === 'throws' ? cause : undefined);
          expect(model.snapshot()).toEqual(before);
        }
        // And it goes on as if nothing had been.
        for (const each of [fast, control]) each.learnOne({ x: [0, 1, 2], y: 1 });
        expect(bits(model.data)).toEqual(bits(spared.data));
        expect(model.snapshot()).toEqual(spared.snapshot());
      });
    }
  }

  it('in the middle of a block keeps the rows before it', () => {
    const x = Float32Array.from({ length: 15 }, (_, i) => i / 10);
    const y = Float32Array.of(1, 2, 3, 666, 5);
    const demanding = defineLoss({
      name: 'demanding',
      value: ({ output: [z = 0], label: [t = 0] }) => (t === 666 ? Number.NaN : (z - t) ** 2),
      derivative: ({ output: [z = 0], label: [t = 0], gradient }) => (gradient[0] = 2 * (z - t)),
    });
    const [model, twin] = [make(), make()];
    const options = { loss: demanding, optimizer: sgd({ learningRate: 0.01, momentum: 0.9 }) };
    expect(() => learner(model, options).learnMany(new Block(x, y, 5))).toThrow(
      /returned NaN for sample 0/,
    );
    expect(model.version).toBe(3);
    const fast = learner(twin, {
      ...options,
      optimizer: sgd({ learningRate: 0.01, momentum: 0.9 }),
    });
    for (let i = 0; i < 3; i += 1)
      fast.learnOne({ x: x.subarray(3 * i, 3 * i + 3), y: y[i] as number });
    expect(model.snapshot()).toEqual(twin.snapshot());
  });

  it('puts back what weight decay and other segments had moved by then', () => {
    const model = sequential({ inputs: 50, seed: 1 }, sparseLinear(2), dense(1));
    const own = optimizer({ learningRate: 0.1 });
    const x = { indices: Uint32Array.of(4, 30, 4), values: Float32Array.of(1, 2, 3) };
    const step = () =>
      model
        .forward(Batch.of([{ x, y: 1 }]))
        .loss(squaredError)
        .gradient()
        .transform(transforms.weightDecay(0.5))
        .update(own);
    step();
    const before = model.snapshot();
    broken = 'update writes';
    expect(step).toThrow(DefinitionError);
    broken = '';
    expect(model.snapshot()).toEqual(before);
    step();
    expect(model.version).toBe(2);
  });

  it('with plain sgd leaves weights alone, which it would otherwise move on the way back', () => {
    const model = make();
    const before = model.data.slice();
    broken = 'inputGradient throws';
    expect(() =>
      learner(model, { loss: squaredError, optimizer: sgd() }).learnBatch(batch),
    ).toThrow(DefinitionError);
    broken = '';
    expect(bits(model.data)).toEqual(bits(before));
  });

  it('leaves no loss or gradient behind that isn’t one', () => {
    const model = make();
    const forward = model.forward(batch);
    const first = forward.loss(squaredError);
    const expected = first.gradient().data.slice();
    broken = 'derivative writes';
    expect(() => forward.loss(loss)).toThrow(DefinitionError);
    broken = '';
    expect(first.gradient().data).toEqual(expected);
    const kept = first.gradient();
    broken = 'weightGradient writes';
    expect(() => first.gradient()).toThrow(DefinitionError);
    broken = '';
    expect(kept.data).toEqual(expected);
  });
});

describe('the error', () => {
  it('names a layer by its place', () => {
    const model = sequential({ inputs: 3 }, layer(), residual(layer({ name: 'inner' })), layer());
    broken = 'forward writes';
    const first = attempt(() => model.predictOne([1, 2, 3])) as Error;
    broken = '';
    expect(first.message).toBe(
      'layer "fragile": forward wrote NaN to y[2] for sample 0; weights are as they were before this step',
    );
    const nested = defineLayer({
      type: 'nested',
      forward: ({ y }) => y.fill(Number.POSITIVE_INFINITY),
      inputGradient: () => {},
    });
    const outer = sequential({ inputs: 2 }, residual(dense(2), nested()));
    expect(() => outer.predictOne([1, 1])).toThrow(
      /^layer "residual.nested": forward wrote Infinity/,
    );
  });

  it('doesn’t blame who was given NaN', () => {
    const model = make();
    model.tensor('dense.weight').fill(Number.NaN);
    expect(() => model.forward(batch)).toThrow(
      /forward wrote NaN .*\(its x held such numbers already\)/,
    );
  });

  it('tells who can’t stand where it is', () => {
    const blind = defineLayer({ type: 'blind', forward: ({ x, y }) => y.set(x) });
    expect(sequential({ inputs: 1 }, blind(), dense(1)).outputs).toBe(1);
    expect(() => sequential({ inputs: 1 }, dense(1), blind())).toThrow(/no input gradient/);
  });
});

function attempt(step: () => unknown): unknown {
  try {
    step();
    return undefined;
  } catch (error) {
    return error;
  }
}
