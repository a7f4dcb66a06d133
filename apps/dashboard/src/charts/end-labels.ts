import type uPlot from 'uplot';
import { labelSlots } from './label-slots.ts';
import type { Color, PlotSeries } from './plot-series.ts';

/** Draws a dot at the end of every line, and its label beside it, so that no curve needs a legend. */
export function drawEndLabels(
  plot: uPlot,
  series: readonly PlotSeries[],
  color: Color,
  font: string,
): void {
  const { ctx, bbox } = plot;
  const ratio = plot.ctx.canvas.width / plot.width;
  const x = plot.data[0].at(-1);
  if (x === undefined) return;
  const ends = series
    .filter(({ style }) => style === 'line')
    .map((curve) => ({ ...curve, value: curve.values.at(-1) ?? Number.NaN }))
    .filter(({ value }) => Number.isFinite(value));
  const left = plot.valToPos(x, 'x', true);
  const places = ends.map(({ value }) => plot.valToPos(value, 'y', true));
  const bottom = bbox.top + bbox.height;
  const slots = labelSlots(places, 14 * ratio, bbox.top + 5 * ratio, bottom - 5 * ratio);
  ctx.save();
  ctx.font = font.replace(/^[\d.]+px/, (size) => `${Number.parseFloat(size) * ratio}px`);
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  ctx.fillStyle = color('--ink');
  ends.forEach(({ label }, i) => {
    const y = places[i] ?? 0;
    if (y >= bbox.top && y <= bottom) {
      ctx.beginPath();
      ctx.arc(left, y, 2.75 * ratio, 0, 2 * Math.PI);
      ctx.fill();
    }
    if (label !== undefined) ctx.fillText(label, left + 8 * ratio, slots[i] ?? y);
  });
  ctx.restore();
}
