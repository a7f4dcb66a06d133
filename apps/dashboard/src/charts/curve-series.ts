import type { History } from '../numbers/history.ts';
import { smooth, smoothingSpan } from '../numbers/smooth.ts';
import { align } from './align.ts';
import type { PlotSeries } from './plot-series.ts';
import { type Range, linearRange, logRange } from './value-range.ts';

/** A curve ready to be drawn. */
export interface CurvePicture {
  readonly x: Float64Array;
  readonly series: readonly PlotSeries[];
  readonly range: Range;
  /** What is read: the smoothed curve, or the raw one where smoothing is off. */
  readonly read: Float64Array;
  readonly baseline: Float64Array | undefined;
}

export interface CurveOptions {
  readonly smoothed: boolean;
  readonly log: boolean;
  readonly baseline?: History;
  /** Leave the first fiftieth of the way out of the value axis: a metric over three samples is no measure. */
  readonly settling?: boolean;
}

/** The spread of a history as a band, its means as a faint trace, and over them the line that is read. */
export function curveSeries(history: History, options: CurveOptions): CurvePicture {
  const { smoothed, log } = options;
  const held = history.columns();
  const x = held.x.slice();
  const read = smoothed ? smooth(x, held.mean, smoothingSpan(x)) : held.mean.slice();
  const compared = options.baseline !== undefined && options.baseline.length > 0;
  const baseline = compared ? align(x, options.baseline.columns()) : undefined;
  const from = options.settling === true ? settled(x) : 0;
  const curves = [read, ...(baseline === undefined ? [] : [baseline])].map((c) => c.subarray(from));
  const range = log ? logRange(curves) : linearRange(curves);
  const floor = (values: Float64Array) => (log ? values.map((v) => Math.max(v, range[0])) : values);
  const series: PlotSeries[] = [
    { style: 'band', values: floor(held.max.slice()) },
    { style: 'band', values: floor(held.min.slice()) },
    ...(smoothed ? [{ style: 'raw', values: floor(held.mean.slice()) } as const] : []),
    ...(baseline === undefined ? [] : [{ style: 'reference', values: floor(baseline) } as const]),
    { style: 'line', values: floor(read) },
  ];
  return { x, series, range, read, baseline };
}

function settled(x: Float64Array): number {
  const [first = 0, last = 0] = [x[0], x.at(-1)];
  return x.length < 20
    ? 0
    : Math.max(
        0,
        x.findIndex((at) => at - first > (last - first) / 50),
      );
}
