import { formatWeight } from '../numbers/format.ts';
import type { History } from '../numbers/history.ts';
import type { NamedWeight } from '../tensors/layout.ts';
import type { PlotSeries } from './plot-series.ts';
import { type Range, linearRange } from './value-range.ts';

export interface PathsPicture {
  readonly x: Float64Array;
  readonly series: readonly PlotSeries[];
  readonly range: Range;
  /** Room for the longest name, in CSS pixels. */
  readonly margin: number;
  readonly summary: string;
}

/** The way each weight has come, with its name at its end and the zero line behind. */
export function pathSeries(paths: readonly History[], names: readonly NamedWeight[]): PathsPicture {
  const x = paths[0]?.columns().x.slice() ?? new Float64Array(0);
  const lines = names.flatMap(({ name, index }): PlotSeries[] => {
    const values = paths[index]?.columns().mean.slice();
    return values?.length === x.length ? [{ style: 'line', values, label: name }] : [];
  });
  const zero: PlotSeries = { style: 'reference', values: new Float64Array(x.length) };
  const longest = Math.max(0, ...lines.map(({ label = '' }) => label.length));
  return {
    x,
    series: [zero, ...lines],
    range: linearRange([zero.values, ...lines.map(({ values }) => values)]),
    margin: 24 + Math.min(110, longest * 6.4),
    summary: lines
      .map(({ label = '', values }) => `${label} ${formatWeight(values.at(-1) ?? Number.NaN)}`)
      .join(', '),
  };
}
