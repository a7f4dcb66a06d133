import { expect, test } from 'vitest';

import { adam } from '../optimizers/adam.ts';
import { sgd } from '../optimizers/sgd.ts';
import { parameters } from '../parameters/parameters-of.ts';
import { loadOptimizerSafetensors } from './load-optimizer-safetensors.ts';
import { optimizerToSafetensors } from './optimizer-to-safetensors.ts';
import { SafetensorsError } from './safetensors-error.ts';
import { type OutgoingTensor, writeFile } from './write-file.ts';

const scalar = (name: string, value: number): OutgoingTensor => ({
  name,
  shape: [],
  values: Float64Array.of(value),
});
const vector = (name: string, ...values: number[]): OutgoingTensor => ({
  name,
  shape: [2],
  values: Float32Array.from(values),
});

const moments = [vector('w.exp_avg', 1, 2), vector('w.exp_avg_sq', 1, 2)];
const powers = [scalar('power1', 0.9), scalar('power2', 0.999)];

test.each<[string, OutgoingTensor[], RegExp]>([
  ['no step', [...powers, ...moments], /lacks "step"/],
  ['half a step', [scalar('step', 1.5), ...powers, ...moments], /"step": a whole number/],
  [
    'a step before the first',
    [scalar('step', -1), ...powers, ...moments],
    /"step": a whole number/,
  ],
  ['endless steps', [scalar('step', 2 ** 60), ...powers, ...moments], /"step": a whole number/],
  ['a list of steps', [vector('step', 1, 1), ...powers, ...moments], /"step": a single number/],
  ['one power of two', [scalar('step', 1), scalar('power1', 0.9), ...moments], /lacks "power2"/],
  [
    'a power that divides by 0',
    [scalar('step', 1), scalar('power1', 1 / 0.9), scalar('power2', 0.999), ...moments],
    /"power1": number 0 is 1.1\d+; from 0 to 1/,
  ],
  [
    'a moment less',
    [scalar('step', 1), ...powers, vector('w.exp_avg', 1, 2)],
    /lacks "w.exp_avg_sq"/,
  ],
  [
    'a square below 0',
    [scalar('step', 1), ...powers, vector('w.exp_avg', 1, 2), vector('w.exp_avg_sq', 1, -2)],
    /"w.exp_avg_sq": number 1 is -2/,
  ],
  [
    'two sorts of steps',
    [scalar('step', 1), scalar('w.step', 1), ...powers, ...moments],
    /has "step", which nothing/,
  ],
])('refuses an optimizer with %s', (_what, tensors, says) => {
  const [weights, optimizer] = [parameters({ w: [1, 2] }), adam()];
  weights.gradient({ w: [1, 2] }).update(optimizer);
  const before = weights.snapshot();
  const load = () => loadOptimizerSafetensors(weights, optimizer, writeFile(tensors, {}));
  expect(load).toThrow(SafetensorsError);
  expect(load).toThrow(says);
  expect(weights.snapshot()).toEqual(before);
});

test('finds the powers from the step, where a file has none', () => {
  const [weights, optimizer] = [parameters({ w: [1, 2] }), adam()];
  loadOptimizerSafetensors(weights, optimizer, writeFile([scalar('step', 3), ...moments], {}));
  const [through, other] = [parameters({ w: [1, 2] }), adam()];
  const full = [
    scalar('step', 3),
    scalar('power1', 0.9 ** 3),
    scalar('power2', 0.999 ** 3),
    ...moments,
  ];
  loadOptimizerSafetensors(through, other, writeFile(full, {}));
  weights.gradient({ w: [1, 2] }).update(optimizer);
  through.gradient({ w: [1, 2] }).update(other);
  expect(weights.data).toEqual(through.data);
});

test('finds no powers in endless time', () => {
  const [weights, optimizer] = [parameters({ w: [1, 2] }), adam()];
  const step = scalar('step', Number.MAX_SAFE_INTEGER);
  loadOptimizerSafetensors(weights, optimizer, writeFile([step, ...moments], {}));
  weights.gradient({ w: [1, 2] }).update(optimizer);
  expect(weights.data.every(Number.isFinite)).toBe(true);
});

test('an optimizer without slots has a file too', () => {
  const [weights, optimizer] = [parameters({ w: [1, 2] }), sgd()];
  for (let i = 0; i < 3; i += 1) weights.gradient({ w: [1, 2] }).update(optimizer);
  const [twin, other] = [parameters({ w: [1, 2] }), sgd()];
  loadOptimizerSafetensors(twin, other, optimizerToSafetensors(weights, optimizer));
  expect(twin.gradient({ w: [1, 2] }).update(other).step).toBe(3);
});
