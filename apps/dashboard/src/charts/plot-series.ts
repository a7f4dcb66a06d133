import type uPlot from 'uplot';

/** How a curve is drawn: the rim of a band, a faint raw trace, the line that is read, or a dashed reference. */
export type SeriesStyle = 'band' | 'raw' | 'line' | 'reference';

/** A curve over the plot's x values. Two neighbors in the style `band` enclose an area: upper first, then lower. */
export interface PlotSeries {
  readonly style: SeriesStyle;
  readonly values: Float64Array;
  /** Written at the curve's end. */
  readonly label?: string;
}

/** The colors of the page, as they are now: uPlot asks again at every redraw. */
export type Color = (variable: string) => string;

export function uplotSeries({ style }: PlotSeries, color: Color): uPlot.Series {
  const shared = { points: { show: false }, spanGaps: true } as const;
  switch (style) {
    case 'band':
      return { ...shared, width: 0 };
    case 'raw':
      return { ...shared, width: 1, stroke: () => color('--raw') };
    case 'reference':
      return { ...shared, width: 1.25, dash: [5, 4], stroke: () => color('--ink-3') };
    case 'line':
    default:
      return { ...shared, width: 1.75, stroke: () => color('--ink') };
  }
}

/** Areas between neighbors in the style `band`. */
export function uplotBands(series: readonly PlotSeries[], color: Color): uPlot.Band[] {
  return series.flatMap(({ style }, i) =>
    style === 'band' && series[i + 1]?.style === 'band'
      ? [{ series: [i + 1, i + 2] as [number, number], fill: () => color('--band') }]
      : [],
  );
}
