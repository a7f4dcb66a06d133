import { describe, expect, it } from 'vitest';
import { History } from '../numbers/history.ts';
import { curveSeries } from './curve-series.ts';

const history = (values: number[]): History => {
  const made = new History(16);
  values.forEach((value, i) => made.push(i + 1, value));
  return made;
};
const styles = (picture: ReturnType<typeof curveSeries>) =>
  picture.series.map(({ style }) => style);

describe('curveSeries', () => {
  it('reads the smoothed line over the raw one', () => {
    const picture = curveSeries(history([1, 3, 2]), { smoothed: true, log: false });
    expect(styles(picture)).toEqual(['band', 'band', 'raw', 'line']);
    expect(picture.read).toBe(picture.series.at(-1)?.values);
  });

  it('reads the raw line where smoothing is off', () => {
    const picture = curveSeries(history([1, 3, 2]), { smoothed: false, log: false });
    expect(styles(picture)).toEqual(['band', 'band', 'line']);
    expect([...picture.read]).toEqual([1, 3, 2]);
  });

  it('shows the baseline, and makes room for it', () => {
    const baseline = history([9, 9, 9]);
    const picture = curveSeries(history([1, 1, 1]), { smoothed: true, log: false, baseline });
    expect(styles(picture)).toContain('reference');
    expect(picture.range[1]).toBeGreaterThan(9);
    const none = curveSeries(history([1]), { smoothed: true, log: false, baseline: history([]) });
    expect(none.baseline).toBeUndefined();
  });

  it('does not let the first moments of a metric set the axis', () => {
    const metric = new History();
    for (let i = 0; i < 100; i++) metric.push(i, i === 0 ? 9 : 1);
    const options = { smoothed: false, log: false };
    expect(curveSeries(metric, { ...options, settling: true }).range[1]).toBeLessThan(1.2);
    expect(curveSeries(metric, options).range[1]).toBeGreaterThan(9);
  });

  it('keeps a logarithmic axis away from zero', () => {
    const picture = curveSeries(history([0, 1, 10]), { smoothed: false, log: true });
    for (const { values } of picture.series) expect(Math.min(...values)).toBeGreaterThan(0);
  });

  it('gives copies: a later merge of the history does not touch the picture', () => {
    const growing = history([1, 2]);
    const picture = curveSeries(growing, { smoothed: true, log: false });
    growing.push(3, 9);
    expect([...picture.x]).toEqual([1, 2]);
  });
});
