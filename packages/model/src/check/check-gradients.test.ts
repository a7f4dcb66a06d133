import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bits, allLayerNames, layerOf, modelWith, samplesFor, shapeFor } from '../../laws/zoo.ts';
import {
  Batch,
  type LossFunction,
  checkGradients,
  crossEntropy,
  defineLayer,
  defineLoss,
  dense,
  dropout,
  embedding,
  gru,
  lossFunctions,
  sequential,
  sgd,
  slice,
  sparseLinear,
  squaredError,
} from '../index.ts';

const shapes = fc.record({
  inputs: fc.integer({ min: 1, max: 6 }),
  outputs: fc.integer({ min: 1, max: 4 }),
  seed: fc.nat(1e6),
});

describe('the derivatives of ours are right', () => {
  for (const name of allLayerNames) {
    it(`layer ${name}`, () => {
      fc.assert(
        fc.property(shapes, fc.integer({ min: 1, max: 3 }), (shape, size) => {
          const layer = layerOf(name);
          const model = modelWith(layer, shape);
          const batch = Batch.of(samplesFor(squaredError, size, shapeFor(layer, shape)));
          expect(checkGradients(model, batch, { loss: squaredError })).toMatchObject({ ok: true });
        }),
        { numRuns: 6, seed: 20261125, endOnFailure: true },
      );
    });
  }

  for (const [name, loss] of Object.entries<LossFunction>(lossFunctions)) {
    it(`loss ${name}`, () => {
      fc.assert(
        fc.property(shapes, fc.integer({ min: 1, max: 3 }), (shape, size) => {
          const model = sequential(
            { inputs: shape.inputs, seed: shape.seed },
            dense(shape.outputs),
          );
          const batch = Batch.of(samplesFor(loss, size, shape));
          expect(checkGradients(model, batch, { loss })).toMatchObject({ ok: true });
        }),
        { numRuns: 10, seed: 20261125, endOnFailure: true },
      );
    });
  }

  it('compares nearly all of them', () => {
    const shape = { inputs: 5, outputs: 3, seed: 1 };
    const batch = Batch.of(samplesFor(crossEntropy, 4, shape));
    const report = checkGradients(modelWith(layerOf('tanh'), shape), batch, { loss: crossEntropy });
    expect(report.skipped).toBe(0);
    expect(report.checked).toBe(5 * 5 + 5 + 5 * 3 + 3 + 4 * (5 + 5 + 5 + 3));
    expect(report.tensors.map(({ tensor }) => tensor)).toEqual([
      'output',
      'last.bias',
      'last.weight',
      'input of last',
      'input of subject',
      'first.bias',
      'first.weight',
      'input of first',
    ]);
  });
});

describe('wrong derivatives', () => {
  /** Multiplies by weights; the derivative by one of the two is off by a factor. */
  const scale = (off: { readonly input?: number; readonly weight?: number }) =>
    defineLayer({
      type: 'scale',
      tensors: (inputs) => ({ factor: { shape: [inputs] } }),
      forward: ({ x, y, weights: { factor } }) =>
        x.forEach((v, i) => (y[i] = v * (factor[i] as number))),
      inputGradient: ({ dy, dx, weights: { factor } }) =>
        dy.forEach((d, i) => (dx[i] = d * (factor[i] as number) * (off.input ?? 1))),
      weightGradient: ({ x, dy, gradients: { factor } }) =>
        dy.forEach((d, i) => {
          factor[i] = (factor[i] as number) + d * (x[i] as number) * (off.weight ?? 1);
        }),
    })();
  const batch = Batch.of([
    { x: [1, -2, 0.5], y: [0.5, 1] },
    { x: [-1, 0.25, 2], y: [0, -1] },
  ]);

  for (const factor of [0, 0.98, 1.02, -1, 2]) {
    it(`by a factor of ${factor} are found and named`, () => {
      const cases = { 'input of scale': { input: factor }, 'scale.factor': { weight: factor } };
      for (const [name, off] of Object.entries(cases)) {
        const model = sequential({ inputs: 3, seed: 4 }, dense(2), scale(off));
        const report = checkGradients(model, batch, { loss: squaredError });
        expect(report.ok).toBe(false);
        expect(report.wrong?.tensor).toBe(name);
        const { expected, found } = report.wrong as { expected: number; found: number };
        expect(found).toBeCloseTo(expected * factor, 3);
        expect(report.message).toContain(`${name}: `);
        // What lies above is right, and is not blamed.
        expect(report.tensors[0]).toMatchObject({ tensor: 'output', wrong: 0 });
      }
    });
  }

  it('of a single weight are found', () => {
    const once = defineLayer({
      type: 'shift',
      tensors: (inputs) => ({ by: { shape: [inputs] } }),
      forward: ({ x, y, weights: { by } }) => x.forEach((v, i) => (y[i] = v + (by[i] as number))),
      inputGradient: ({ dy, dx }) => dx.set(dy),
      weightGradient: ({ dy, gradients: { by } }) =>
        dy.forEach((d, i) => (by[i] = (by[i] as number) + (i === 1 ? 0 : d))),
    });
    const report = checkGradients(sequential({ inputs: 3 }, once(), dense(2)), batch, {
      loss: squaredError,
    });
    expect(report.wrong).toMatchObject({ tensor: 'shift.by', index: 1, found: 0 });
    expect(report.tensors.filter(({ wrong }) => wrong > 0)).toHaveLength(1);
  });

  it('of a loss are found at the output', () => {
    const loss = defineLoss({
      name: 'squareForgotten',
      value: ({ output, label }) =>
        output.reduce((sum, z, i) => sum + (z - (label[i] as number)) ** 2, 0),
      derivative: ({ output, label, gradient }) =>
        output.forEach((z, i) => (gradient[i] = z - (label[i] as number))),
    });
    const report = checkGradients(sequential({ inputs: 3, seed: 1 }, dense(2)), batch, { loss });
    expect(report.wrong?.tensor).toBe('output');
  });
});

describe('a check', () => {
  it('leaves no trace in the model', () => {
    const model = sequential({ inputs: 2, seed: 1 }, gru(3), dropout(0.5), dense(1));
    const batch = Batch.of([
      { x: [1, 2], y: 1 },
      { x: [0, 1], y: 0 },
    ]);
    model
      .forward(batch)
      .loss(squaredError)
      .gradient()
      .update(sgd({ learningRate: 0.1 }));
    const forward = model.forward(batch);
    const before = model.snapshot();
    checkGradients(model, batch, { loss: squaredError });
    expect(model.snapshot()).toEqual(before);
    expect(forward.loss(squaredError).value).toBeGreaterThan(0);
  });

  it('starts from the states that the model has', () => {
    const model = sequential({ inputs: 2, seed: 1 }, dropout(0.5), dense(2));
    const batch = Batch.of([{ x: [1, 2], y: [1, 0] }]);
    for (let i = 0; i < 5; i += 1) {
      expect(checkGradients(model, batch, { loss: squaredError }).ok).toBe(true);
      model
        .forward(batch)
        .loss(squaredError)
        .gradient()
        .update(sgd({ learningRate: 0.1 }));
    }
  });

  it('takes sparse inputs and categories as they are', () => {
    const x = { indices: Uint32Array.of(3, 60), values: Float32Array.of(1, -2) };
    const sparse = sequential({ inputs: 100, seed: 1 }, sparseLinear(2));
    const report = checkGradients(sparse, Batch.of([{ x, y: 1 }]), {
      loss: crossEntropy,
      most: 50,
    });
    expect(report.ok).toBe(true);
    expect(report.tensors.map(({ tensor }) => tensor)).toEqual([
      'output',
      'sparseLinear.bias',
      'sparseLinear.weight',
    ]);
    const table = sequential({ inputs: 2, seed: 1 }, slice(0, 1), embedding(4, 3), dense(1));
    expect(checkGradients(table, Batch.of([{ x: [2, 9], y: 1 }]), { loss: squaredError }).ok).toBe(
      true,
    );
  });

  it('sees through large numbers', () => {
    const model = sequential({ inputs: 2, seed: 1 }, dense(3), dense(1));
    const batch = Batch.of([{ x: [1e4, -3e5], y: 1e5 }]);
    expect(checkGradients(model, batch, { loss: squaredError }).message).toMatch(/agree/);
    expect(bits(model.data)).toEqual(
      bits(sequential({ inputs: 2, seed: 1 }, dense(3), dense(1)).data),
    );
  });

  it('wants limits above 0', () => {
    const model = sequential({ inputs: 1 }, dense(1));
    const batch = Batch.of([{ x: [1], y: 1 }]);
    expect(() => checkGradients(model, batch, { loss: squaredError, epsilon: 0 })).toThrow(
      /epsilon/,
    );
  });
});
