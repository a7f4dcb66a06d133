import { expect, it } from 'vitest';
import { History } from '../numbers/history.ts';
import { pathSeries } from './path-series.ts';

it('draws a line for each name, over a line at zero', () => {
  const paths = [0.5, -0.25].map((value) => {
    const path = new History(4);
    path.push(1, value / 2);
    path.push(2, value);
    return path;
  });
  const names = ['taste', 'bias'].map((name, index) => ({ name, index }));
  const picture = pathSeries(paths, names);
  expect(picture.series.map(({ style, label }) => [style, label])).toEqual([
    ['reference', undefined],
    ['line', 'taste'],
    ['line', 'bias'],
  ]);
  expect(picture.summary).toBe('taste 0.50, bias −0.25');
  expect(picture.range[0]).toBeLessThan(-0.25);
  expect(pathSeries([], names).series).toHaveLength(1);
});
