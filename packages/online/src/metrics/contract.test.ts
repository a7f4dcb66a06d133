import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { RejectedSampleError } from '../rejected-sample-error.ts';
import { StateError } from '../state-error.ts';
import * as metrics from './index.ts';
import type { Metric } from './metric.ts';

interface Example {
  create: () => Metric;
  /** What it scores: numbers, p(y = 1), or the probabilities of three classes. */
  task: 'regression' | 'binary' | 'multiclass';
}

/** One of each, more where a metric has more sides: a new metric adds its row and is held to all of the below. */
const examples: { [K in keyof typeof metrics]: Example[] } = {
  accuracy: [
    { create: metrics.accuracy, task: 'binary' },
    { create: metrics.accuracy, task: 'multiclass' },
  ],
  exponentiallyWeighted: [
    { create: () => metrics.exponentiallyWeighted(metrics.rmse(), 3), task: 'regression' },
  ],
  f1: [{ create: metrics.f1, task: 'binary' }],
  logLoss: [
    { create: metrics.logLoss, task: 'binary' },
    { create: metrics.logLoss, task: 'multiclass' },
  ],
  mae: [{ create: metrics.mae, task: 'regression' }],
  mean: [{ create: () => metrics.mean('label', (_, label) => label), task: 'regression' }],
  meanBaseline: [{ create: metrics.meanBaseline, task: 'regression' }],
  precision: [{ create: () => metrics.precision('macro'), task: 'multiclass' }],
  priorBaseline: [
    { create: metrics.priorBaseline, task: 'binary' },
    { create: () => metrics.priorBaseline(metrics.accuracy()), task: 'multiclass' },
  ],
  recall: [{ create: () => metrics.recall('weighted'), task: 'multiclass' }],
  rmse: [{ create: metrics.rmse, task: 'regression' }],
  rocAuc: [{ create: metrics.rocAuc, task: 'binary' }],
  rolling: [
    { create: () => metrics.rolling(metrics.logLoss(), 5), task: 'multiclass' },
    { create: () => metrics.rolling(metrics.rocAuc(), 5), task: 'binary' },
  ],
};

type Sample = [prediction: number[], label: number, weight: number];

const weight = fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1e3, noNaN: true }));
const amount = fc.double({ min: -1e9, max: 1e9, noNaN: true });
const p = fc.oneof(fc.constantFrom(0, 0.5, 1), fc.double({ min: 0, max: 1, noNaN: true }));

const samplesOf: { [T in Example['task']]: fc.Arbitrary<Sample> } = {
  regression: fc.tuple(fc.tuple(amount), amount, weight),
  binary: fc.tuple(fc.tuple(p), fc.nat(1), weight),
  multiclass: fc.tuple(fc.tuple(p, p, p), fc.nat(2), weight),
};

test('every metric has its example', () => {
  expect(Object.keys(examples).sort()).toEqual(Object.keys(metrics).sort());
});

for (const [name, rows] of Object.entries(examples)) {
  for (const { create, task } of rows) {
    describe(`${name}, ${task}`, () => {
      const samples = fc.array(samplesOf[task], { maxLength: 12 });
      const filled = (taken: readonly Sample[]): Metric => {
        const metric = create();
        for (const sample of taken) metric.update(...sample);
        return metric;
      };

      test('a reverted update leaves no trace', () => {
        fc.assert(
          fc.property(samples, samplesOf[task], (taken, passing) => {
            const metric = filled(taken);
            const [before, value] = [metric.snapshot(), metric.get()];
            metric.update(...passing);
            metric.revert(...passing);
            expect(metric.get()).toBe(value);
            expect(metric.snapshot()).toEqual(before);
          }),
        );
      });

      test('a restored snapshot continues with the same bits', () => {
        fc.assert(
          fc.property(samples, samples, samples, (taken, other, rest) => {
            const metric = filled(taken);
            const state = metric.snapshot();
            const copy = filled(other);
            copy.restore(structuredClone(state));
            for (const sample of rest) {
              metric.update(...sample);
              copy.update(...sample);
              expect(copy.get()).toBe(metric.get());
            }
            expect(copy.snapshot()).toEqual(metric.snapshot());
          }),
        );
      });

      test('garbage is not restored and changes nothing', () => {
        const metric = filled(fc.sample(samplesOf[task], { numRuns: 9, seed: 1 }));
        const before = metric.snapshot();
        for (const garbage of garbageFrom(before)) {
          expect(() => metric.restore(garbage as never)).toThrow(StateError);
          expect(metric.snapshot()).toEqual(before);
        }
      });

      test('a sample that cannot be scored is rejected and changes nothing', () => {
        const metric = filled(fc.sample(samplesOf[task], { numRuns: 9, seed: 2 }));
        const before = metric.snapshot();
        for (const [prediction, label, w] of unscorable(task, name)) {
          expect(() => metric.update(prediction, label, w)).toThrow(RejectedSampleError);
          expect(metric.snapshot()).toEqual(before);
        }
      });

      test('nothing seen is NaN', () => expect(create().get()).toBeNaN());
    });
  }
}

/** Other shapes than a metric's state: nothing at all, another type, and each field missing or replaced. */
function garbageFrom(state: unknown): unknown[] {
  const fields = state as Record<string, unknown>;
  const broken = Object.keys(fields).flatMap((key) => {
    const { [key]: _, ...rest } = fields;
    return [rest, { ...fields, [key]: 'x' }, { ...fields, [key]: undefined }];
  });
  return [undefined, null, 1, 'x', [], {}, new Float64Array(3), { type: 'other' }, ...broken];
}

function unscorable(task: Example['task'], name: string): Sample[] {
  const weights: Sample[] = [
    [[0.5], 1, -1],
    [[0.5], 1, Number.NaN],
    [[0.5], 1, Infinity],
  ];
  if (task === 'regression') return [...weights.slice(0, 2), [[0], Number.NaN, 1]];
  const labels: Sample[] = [
    [[0.5], 2, 1],
    [[0.5], 0.5, 1],
    [[0.5], -1, 1],
  ];
  const predictions: Sample[] = [
    [[Number.NaN], 1, 1],
    [[1.5], 1, 1],
  ];
  const all = [...weights, ...labels, ...(name === 'priorBaseline' ? [] : predictions)];
  if (task === 'binary') return all;
  return all.map(([[q = 0], label, w]) => [[q, q, q], label === 2 ? 3 : label, w]);
}
