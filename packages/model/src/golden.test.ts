import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Batch, type Model, dense, lossFunctions, sequential } from './index.ts';
import { layerTypes } from './layers/registry.ts';
import { optimizers } from './optimizers/registry.ts';

interface Golden {
  readonly inputs: number;
  readonly hidden: number;
  readonly outputs: number;
  readonly steps: number;
  readonly rates: Readonly<Record<keyof typeof optimizers, number>>;
  readonly first: readonly number[];
  readonly x: readonly (readonly number[])[];
  readonly labels: Readonly<Record<string, readonly (number | readonly number[])[]>>;
  readonly cases: readonly Case[];
}

interface Case {
  readonly activation: keyof typeof activations;
  readonly loss: keyof typeof lossFunctions;
  readonly optimizer: keyof typeof optimizers;
  readonly batch: number;
  readonly lossSum: number;
  readonly weights: readonly number[];
}

const path = new URL('../../../test/golden/model/golden.json', import.meta.url);
const golden = JSON.parse(readFileSync(path, 'utf8')) as Golden;

const { identity, leakyRelu, relu, sigmoid, softplus, tanh } = layerTypes;
const activations = {
  identity: () => identity.build({}, 'activation'),
  leakyRelu: () => leakyRelu.build({ slope: 0.01 }, 'activation'),
  relu: () => relu.build({}, 'activation'),
  sigmoid: () => sigmoid.build({}, 'activation'),
  softplus: () => softplus.build({}, 'activation'),
  tanh: () => tanh.build({}, 'activation'),
};

describe('100 steps lead where PyTorch gets to', () => {
  const groups = new Map<string, Case[]>();
  for (const row of golden.cases) {
    const name = `${row.activation} × ${row.loss} × ${row.optimizer}`;
    groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  for (const [name, rows] of groups) {
    it(`${name}, batches of ${rows.map(({ batch }) => batch).join(', ')}`, () => {
      for (const row of rows) {
        const { model, lossSum } = train(row);
        expect(distance(model.data, row.weights), `batch ${row.batch}`).toBeLessThanOrEqual(1e-5);
        expect(Math.abs(lossSum - row.lossSum) / row.lossSum).toBeLessThanOrEqual(1e-5);
      }
    });
  }
});

function train({ activation, loss, optimizer, batch }: Case): { model: Model; lossSum: number } {
  const { inputs, hidden, outputs, steps, first, rates } = golden;
  const model = sequential({ inputs }, dense(hidden), activations[activation](), dense(outputs));
  model.load(first);
  const rule = optimizers[optimizer](rates[optimizer]);
  let lossSum = 0;
  for (let step = 0; step < steps; step += 1) {
    const measured = model.forward(batchOf(loss, batch, step)).loss(lossFunctions[loss]);
    lossSum += measured.value;
    measured.gradient().update(rule);
  }
  return { model, lossSum };
}

function batchOf(loss: string, size: number, step: number): Batch {
  const { x, labels } = golden;
  return Batch.of(
    Array.from({ length: size }, (_, k) => {
      const i = (step * size + k) % x.length;
      return { x: x[i] ?? [], y: labels[loss]?.[i] ?? Number.NaN };
    }),
  );
}

/** Relative to all weights together: ‖found − expected‖ / ‖expected‖. */
function distance(found: Float32Array, expected: readonly number[]): number {
  const error = expected.map((value, i) => value - (found[i] ?? Number.NaN));
  return Math.hypot(...error) / Math.hypot(...expected);
}
