import type { MetricsRow, Weights } from 'rxgrad/client';
import { describe, expect, it } from 'vitest';
import { rolledUp } from './rolled-up.ts';
import { sparkline } from './sparkline.ts';
import { WatchedRun } from './watched-run.ts';
import { weightBars } from './weight-bars.ts';

function row(step: number, loss: number, rejected = 0): MetricsRow {
  const metrics = { accuracy: 0.5 };
  return { step, version: step, samples: step, rejected, loss, learningRate: 0.1, metrics };
}

/** As much of weights as is drawn. */
function weightsOf(tensors: Readonly<Record<string, readonly number[]>>) {
  const schema = { tensors: Object.keys(tensors).map((name) => ({ name })) };
  const tensor = (name: string): Float32Array => Float32Array.from(tensors[name] ?? []);
  return { schema, tensor, version: 7 } as unknown as Weights;
}

describe('a curve', () => {
  it.each([
    [[0, 1], '▁█'],
    [[5, 5, 5], '▁▁▁'],
    [[0, Number.NaN, 7], '▁ █'],
    [[3, 2, 1, 0].map((x) => x * 100), '█▆▃▁'],
    [[], ''],
  ])('of %j', (values, curve) => {
    expect(sparkline(values)).toBe(curve);
  });

  it('of more values than there is room for shows means', () => {
    expect(rolledUp([1, 3, 5, 7], 2)).toEqual([2, 6]);
    expect(rolledUp([1, Number.NaN, 5, 7], 2)).toEqual([1, 6]);
    expect(rolledUp([1, 2], 8)).toEqual([1, 2]);
  });
});

describe('weights', () => {
  it('are bars around a middle', () => {
    expect(weightBars(weightsOf({ w: [1, -0.5], bias: [0] }))).toEqual([
      'w[0]                 │████████████ 1.0000',
      'w[1]           ██████│             -0.5000',
      'bias                 │             0.0000',
    ]);
  });

  it('are a curve where there are many, and not endless', () => {
    const many = Array.from({ length: 96 }, (_, i) => i);
    expect(weightBars(weightsOf({ w: many }))[0]).toMatch(/^w +[▁-█]{48} 96 weights$/);
    const tensors = Object.fromEntries(many.map((i) => [`t${i}`, [i]]));
    const lines = weightBars(weightsOf(tensors));
    expect(lines).toHaveLength(24);
    expect(lines.at(-1)).toBe('… 73 more');
  });
});

describe('a run', () => {
  it('is a line: samples, speed, loss, metrics', () => {
    const run = new WatchedRun('cake');
    expect(run.line(0)).toBe('0 samples · 0/s · loss – · version 0');
    run.add([row(1_000, 0.5)], 1_000);
    run.add([row(5_000, 0.25, 3)], 3_000);
    expect(run.line(3_000)).toBe(
      '5,000 samples · 2,000/s · loss 0.2500 · accuracy 0.5000 · 3 rejected · version 5,000',
    );
  });

  it('says so when what it tells is old', () => {
    const run = new WatchedRun('cake');
    run.connection = 'reconnecting';
    expect(run.line(0)).toBe('0 samples · 0/s · loss – · version 0 · reconnecting');
  });

  it('is a picture: the line, the curve, the weights', () => {
    const run = new WatchedRun('cake');
    run.add([row(1, 2), row(2, 1)], 0);
    run.weights = weightsOf({ w: [1] });
    const picture = run.picture(0, 40);
    expect(picture[0]).toBe('cake (running)');
    expect(picture).toContain('loss █▁');
    expect(picture.at(-1)).toContain('1.0000');
  });
});
