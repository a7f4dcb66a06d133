import { describe, expect, test } from 'vitest';

import { samplesFor } from '../../laws/zoo.ts';
import {
  type Layer,
  type Model,
  type Optimizer,
  adam,
  chain,
  dense,
  dropout,
  gru,
  learner,
  loadOptimizerSafetensors,
  loadSafetensors,
  loadStateSafetensors,
  modelFromSafetensors,
  named,
  optimizerToSafetensors,
  parallel,
  residual,
  sequential,
  squaredError,
  stateToSafetensors,
  toSafetensors,
} from '../index.ts';
import { readFile } from './read-file.ts';
import { SafetensorsError } from './safetensors-error.ts';
import { type OutgoingTensor, writeFile } from './write-file.ts';

const shape = { inputs: 3, outputs: 2, seed: 4 };
const samples = samplesFor(squaredError, 40, shape);
const build = (layers: readonly Layer[]): Model =>
  sequential(shape, ...(layers as [Layer]), dense(2, { name: 'last' }));

const remembering: Record<string, readonly Layer[]> = {
  gru: [gru(4)],
  'gru of several steps': [dense(5), gru(4, { steps: 5 })],
  dropout: [dropout(0.4)],
  'layers within layers': [
    parallel(chain(dropout(0.2), dense(3), gru(2, { steps: 3 })), residual(gru(3), dropout(0.1))),
  ],
  'nothing to remember': [dense(4)],
};

function learn(model: Model, optimizer: Optimizer, from: number, to: number): void {
  const fast = learner(model, { loss: squaredError, optimizer });
  for (const sample of samples.slice(from, to)) fast.learnOne(sample);
}

describe('weights, optimizer and state in three files: training goes on to the same bits', () => {
  test.each(Object.entries(remembering))('%s', (_name, layers) => {
    const [through, optimizer] = [build(layers), adam({ learningRate: 0.05 })];
    learn(through, optimizer, 0, 17);
    const weights = toSafetensors(through);
    const moments = optimizerToSafetensors(through, optimizer);
    const state = stateToSafetensors(through);
    learn(through, optimizer, 17, 40);

    const [restored, again] = [modelFromSafetensors(weights), adam({ learningRate: 0.05 })];
    loadOptimizerSafetensors(restored, again, moments);
    loadStateSafetensors(restored, state);
    expect(stateToSafetensors(restored)).toEqual(state);
    learn(restored, again, 17, 40);
    expect(restored.data).toEqual(through.data);
    expect(stateToSafetensors(restored)).toEqual(stateToSafetensors(through));
  });
});

const recurrent = () => build([gru(2, { steps: 3 }), named('mask', dropout(0.5))]);

test('the state has names, shapes and dtypes', () => {
  const { tensors } = readFile(stateToSafetensors(recurrent()));
  expect([...tensors].map(([name, t]) => [name, t.shape, t.dtype.bytes])).toEqual([
    ['gru.remembered', [], 8],
    ['mask.key', [2], 8],
    ['mask.step', [2], 8],
    ['gru.h', [2], 4],
    ['gru.x', [2, 3], 4],
  ]);
});

const tensor = (name: string, dimensions: number[], ...values: number[]): OutgoingTensor => ({
  name,
  shape: dimensions,
  values: Float64Array.from(values),
});
const good = {
  'gru.remembered': tensor('gru.remembered', [], 2),
  'gru.h': tensor('gru.h', [2], 0.5, -1),
  'gru.x': tensor('gru.x', [2, 3], 1, 2, 3, 4, 5, 6),
  'mask.key': tensor('mask.key', [2], 2 ** 32 - 1, 0),
  'mask.step': tensor('mask.step', [2], 7, 0),
};
const instead = (name: string, dimensions: number[], ...values: number[]) =>
  Object.values({ ...good, [name]: tensor(name, dimensions, ...values) });

test('a state of 64-bit numbers is read', () => {
  const model = recurrent();
  loadStateSafetensors(model, writeFile(Object.values(good), {}));
  expect(model.layerState[0]).toBe(2);
  expect(new Float32Array(model.layerState.slice().buffer)[2]).toBe(-1);
});

test.each<[string, readonly OutgoingTensor[], RegExp]>([
  ['no h', Object.values(good).filter(({ name }) => name !== 'gru.h'), /lacks "gru.h"/],
  ['more than it should', instead('gru.c', [1], 0), /has "gru.c", which nothing/],
  ['an h of another size', instead('gru.h', [3], 0, 0, 0), /"gru.h": shape \[2\] is expected/],
  ['an h beyond 1', instead('gru.h', [2], 0, 1.5), /no layers can be in it/],
  ['an x beyond 32 bits', instead('gru.x', [2, 3], 1, 2, 3, 4, 5, 1e39), /no layers can be in it/],
  ['more samples than there is room for', instead('gru.remembered', [], 3), /no layers can be/],
  ['half a sample', instead('gru.remembered', [], 0.5), /number 0 is 0.5; a whole number/],
  ['fewer than no samples', instead('gru.remembered', [], -1), /number 0 is -1; a whole number/],
  ['a key of 33 bits', instead('mask.key', [2], 0, 2 ** 32), /"mask.key": number 1 is 4294967296/],
])('a state with %s is refused, and nothing is changed', (_what, tensors, says) => {
  const model = recurrent();
  learn(model, adam(), 0, 5);
  const before = model.snapshot();
  const load = () => loadStateSafetensors(model, writeFile(tensors, {}));
  expect(load).toThrow(SafetensorsError);
  expect(load).toThrow(says);
  expect(model.snapshot()).toEqual(before);
});

test('a damaged file, and the other two files, are refused in place of it', () => {
  const model = recurrent();
  const bytes = stateToSafetensors(model);
  const refused = (load: () => void, says: RegExp) => {
    expect(load).toThrow(SafetensorsError);
    expect(load).toThrow(says);
  };
  refused(() => loadStateSafetensors(model, bytes.slice(0, -4)), /was the file cut off/);
  const broken = bytes.slice();
  new DataView(broken.buffer).setFloat32(broken.length - 4, Number.NaN, true);
  refused(() => loadStateSafetensors(model, broken), /"gru.x": number 5 is NaN/);
  refused(() => loadStateSafetensors(model, toSafetensors(model)), /holds "weights"/);
  refused(() => loadSafetensors(model, bytes), /holds "state"/);
});

test('whatever byte is another one, it is read as it is or refused by name', () => {
  const model = recurrent();
  learn(model, adam(), 0, 5);
  const bytes = stateToSafetensors(model);
  for (let at = 0; at < bytes.length; at += 1) {
    const damaged = bytes.slice();
    damaged[at] = (damaged[at] ?? 0) ^ 0x55;
    try {
      loadStateSafetensors(model, damaged);
    } catch (error) {
      expect(error).toBeInstanceOf(SafetensorsError);
    }
    expect(Array.from(model.predictOne([1, 2, 3])).every(Number.isFinite)).toBe(true);
  }
});
