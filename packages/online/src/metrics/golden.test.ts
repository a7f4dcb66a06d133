import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import * as metrics from './index.ts';
import type { Metric } from './metric.ts';

interface Case {
  name: string;
  predictions: number[][];
  labels: number[];
  weights: number[];
  values: Record<string, number>;
}
interface Golden {
  cases: Case[];
  rolling: { window: number; values: number[] };
  exponentiallyWeighted: { halfLife: number; values: number[] };
}

const file = new URL('../../../../test/golden/online/metrics.json', import.meta.url);
const golden = JSON.parse(readFileSync(file, 'utf8')) as Golden;

const averages = ['binary', 'micro', 'macro', 'weighted'] as const;
const byName = new Map(
  [
    metrics.accuracy,
    metrics.logLoss,
    metrics.rocAuc,
    metrics.mae,
    metrics.rmse,
    ...averages.flatMap((average) =>
      [metrics.precision, metrics.recall, metrics.f1].map((create) => () => create(average)),
    ),
  ].map((create) => [create().name, create]),
);

/** rocAuc is counted in bins, the rest is arithmetic. */
const tolerance = (name: string): number => (name === 'rocAuc' ? 1e-3 : 1e-12);

function feed(metric: Metric, { predictions, labels, weights }: Case): Metric {
  for (const [i, prediction] of predictions.entries()) {
    metric.update(prediction, labels[i] ?? Number.NaN, weights[i]);
  }
  return metric;
}

for (const item of golden.cases) {
  for (const [name, value] of Object.entries(item.values)) {
    test(`${name}, ${item.name}: as scikit-learn`, () => {
      const create = byName.get(name) ?? expect.unreachable(`no metric is named ${name}`);
      const metric = feed(create(), item);
      expect(Math.abs(metric.get() - value)).toBeLessThan(tolerance(name) * Math.max(1, value));
    });
  }
}

test('rolling as River, exponentially weighted by its formula', () => {
  const { predictions, labels } = golden.cases.find(({ name }) => name === 'thousands') as Case;
  const rolling = metrics.rolling(metrics.mae(), golden.rolling.window);
  const { halfLife, values } = golden.exponentiallyWeighted;
  const weighted = metrics.exponentiallyWeighted(metrics.mae(), halfLife);
  for (const [i, prediction] of predictions.entries()) {
    rolling.update(prediction, labels[i] ?? Number.NaN);
    weighted.update(prediction, labels[i] ?? Number.NaN);
    expect(rolling.get()).toBeCloseTo(golden.rolling.values[i] ?? Number.NaN, 9);
    expect(weighted.get()).toBeCloseTo(values[i] ?? Number.NaN, 9);
  }
});

test('a rolling window equals the metric of its samples, to the last bit', () => {
  for (const create of [metrics.logLoss, metrics.rocAuc]) {
    const item = golden.cases.find(({ name }) => name === 'calibrated, weighted') as Case;
    const last = 100;
    const rolling = feed(metrics.rolling(create(), last), item);
    const alone = feed(create(), {
      ...item,
      predictions: item.predictions.slice(-last),
      labels: item.labels.slice(-last),
      weights: item.weights.slice(-last),
    });
    expect(rolling.get()).toBe(alone.get());
  }
});
