import type uPlot from 'uplot';
import { formatTick } from '../numbers/format.ts';
import { logTicks } from './log-ticks.ts';
import { type Color, type PlotSeries, uplotBands, uplotSeries } from './plot-series.ts';
import type { Range } from './value-range.ts';

export interface PlotSetup {
  readonly width: number;
  readonly height: number;
  readonly series: readonly PlotSeries[];
  readonly log: boolean;
  /** What the x axis counts, written at its last tick. */
  readonly unit: string;
  /** Room on the right for labels at the curves' ends, in CSS pixels. */
  readonly margin: number;
  readonly range: () => Range;
  readonly color: Color;
  readonly font: string;
  readonly onDraw: (plot: uPlot) => void;
  readonly onHover: (index: number | undefined) => void;
}

/** A plot in the page's manner: no frame, no legend, hairlines behind the values, the x axis bare. */
export function plotOptions(setup: PlotSetup): uPlot.Options {
  const { color, font } = setup;
  const axis = { stroke: () => color('--ink-3'), font, ticks: { show: false } } as const;
  const splits = setup.log
    ? { splits: (_: uPlot, __: number, low: number, high: number) => logTicks(low, high) }
    : {};
  return {
    width: setup.width,
    height: setup.height,
    padding: [8, setup.margin, 0, 0],
    legend: { show: false },
    cursor: {
      drag: { setScale: false, x: false, y: false },
      points: { size: 6, stroke: () => color('--paper'), fill: () => color('--ink') },
      y: false,
    },
    scales: {
      x: { time: false },
      y: {
        // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the enum exists for the compiler alone
        distr: setup.log ? 3 : 1,
        range: () => [...setup.range()] as uPlot.Range.MinMax,
      },
    },
    axes: [
      { ...axis, grid: { show: false }, size: 26, space: 90, values: named(setup.unit) },
      {
        ...axis,
        ...splits,
        grid: { stroke: () => color('--line'), width: 1 },
        size: 48,
        gap: 6,
        space: 34,
        filter: (_, ticks) => ticks,
        values: labels,
      },
    ],
    series: [{}, ...setup.series.map((series) => uplotSeries(series, color))],
    bands: uplotBands(setup.series, color),
    hooks: {
      draw: [setup.onDraw],
      setCursor: [(plot) => setup.onHover(plot.cursor.idx ?? undefined)],
    },
  };
}

function named(unit: string): (plot: uPlot, ticks: number[]) => string[] {
  return (_, ticks) =>
    ticks.map((tick, i) => formatTick(tick) + (i === ticks.length - 1 ? ` ${unit}` : ''));
}

function labels(_: uPlot, ticks: number[]): string[] {
  return ticks.map(formatTick);
}
