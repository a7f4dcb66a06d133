import { readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { dense } from '../layers/dense.ts';
import { tanh } from '../layers/tanh.ts';
import { squaredError } from '../losses/squared-error.ts';
import type { Model } from '../model.ts';
import { adagrad } from '../optimizers/adagrad.ts';
import { adam } from '../optimizers/adam.ts';
import { sgd } from '../optimizers/sgd.ts';
import { Batch } from '../samples/batch.ts';
import { sequential } from '../sequential.ts';
import { loadOptimizerSafetensors } from './load-optimizer-safetensors.ts';
import { loadSafetensors } from './load-safetensors.ts';
import { readFile } from './read-file.ts';
import { readValues } from './read-values.ts';
import { tensorNames } from './tensor-names.ts';

interface Golden {
  steps: number;
  x: number[][];
  y: number[][];
  predictions: Record<string, number[][]>;
  trained: Record<string, Record<string, number[]>>;
}

const folder = new URL('../../../../test/golden/safetensors/', import.meta.url);
const load = (name: string) => new Uint8Array(readFileSync(new URL(name, folder)));
const golden = JSON.parse(readFileSync(new URL('golden.json', folder), 'utf8')) as Golden;
const build = () => sequential({ inputs: 3 }, dense(5), tanh(), dense(2));

function expectClose(actual: ArrayLike<number>, expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) {
    expect(Math.abs((actual[i] ?? Number.NaN) - value)).toBeLessThanOrEqual(
      1e-6 + 1e-5 * Math.abs(value),
    );
  }
}

describe('files of PyTorch', () => {
  test.each(['f64', 'f32', 'f16', 'bf16'])(
    '%s weights predict what they predict there',
    (dtype) => {
      const model = build();
      loadSafetensors(model, load(`mlp-${dtype}.safetensors`));
      expect(model.version).toBe(1);
      expectClose(model.predictMany(golden.x), golden.predictions[dtype]?.flat() ?? []);
    },
  );

  test.each([
    ['sgd-momentum', () => sgd({ learningRate: 0.05, momentum: 0.9 })],
    ['sgd-nesterov', () => sgd({ learningRate: 0.05, momentum: 0.9, nesterov: true })],
    ['adagrad', () => adagrad({ learningRate: 0.05 })],
    ['adam', () => adam({ learningRate: 0.01 })],
  ])('%s goes on here as it does there', (name, make) => {
    const [model, optimizer] = [build(), make()];
    loadSafetensors(model, load(`${name}.safetensors`));
    loadOptimizerSafetensors(model, optimizer, load(`${name}-state.safetensors`));
    for (let i = golden.steps; i < golden.x.length; i += 1) {
      const batch = Batch.of([{ x: golden.x[i] ?? [], y: golden.y[i] ?? [] }]);
      const { step } = model.forward(batch).loss(squaredError).gradient().update(optimizer);
      expect(step).toBe(i);
    }
    expectClose(inFileOrder(model), Object.values(golden.trained[name] ?? {}).flat());
  });
});

/** All weights, in PyTorch's layout. */
function inFileOrder(model: Model): number[] {
  const bytes = new Map(
    model.tensors.map(({ name }, i) => [tensorNames(model, 'positions')[i], name]),
  );
  expect([...bytes.keys()]).toEqual(Object.keys(golden.trained['adam'] ?? {}));
  return model.tensors.flatMap(({ name, shape }) => {
    const values = [...model.tensor(name)];
    const [rows = 1, columns = 1] = shape;
    if (shape.length < 2) return values;
    return Array.from({ length: columns }, (_, c) =>
      Array.from({ length: rows }, (_, r) => values[r * columns + c] ?? Number.NaN),
    ).flat();
  });
}

test('halves are read to the bit', () => {
  const exact = readFile(load('mlp-f64.safetensors'));
  const half = readFile(load('mlp-f16.safetensors'));
  const brain = readFile(load('mlp-bf16.safetensors'));
  const [tensor] = build().tensors;
  if (tensor === undefined) throw new Error('the model has tensors');
  const values = readValues(exact, '0.weight', tensor);
  for (const [file, most] of [
    [half, 2 ** -11],
    [brain, 2 ** -8],
  ] as const) {
    for (const [i, value] of readValues(file, '0.weight', tensor).entries()) {
      expect(Math.abs(value / (values[i] ?? Number.NaN) - 1)).toBeLessThanOrEqual(most);
    }
  }
});
