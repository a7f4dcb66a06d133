import { History } from '../numbers/history.ts';

/** The part of a row of metrics that curves are made of. */
export interface CurveRow {
  readonly samples: number;
  readonly loss: number;
  /** By name; `baseline.mae` is what a predictor that learns nothing reaches in `mae`. */
  readonly metrics: Readonly<Record<string, number>>;
}

const BASELINE = 'baseline.';

/** A metric over samples seen, beside what a predictor that learns nothing reaches. */
export interface MetricCurve {
  readonly value: History;
  readonly baseline: History;
}

/** The curves of a run: its loss, and every metric it reports. */
export class Curves {
  readonly loss = new History();
  readonly metrics = new Map<string, MetricCurve>();
  #samples = 0;

  /** Takes a row; one that brings no new samples adds nothing, so a run at rest doesn't draw a plateau. */
  push(row: CurveRow): void {
    const gained = row.samples - this.#samples;
    if (gained <= 0) return;
    this.#samples = row.samples;
    this.loss.push(row.samples, row.loss, gained);
    for (const [name, value] of Object.entries(row.metrics)) {
      if (name.startsWith(BASELINE)) continue;
      const curve = this.#curveOf(name);
      curve.value.push(row.samples, value, gained);
      curve.baseline.push(row.samples, row.metrics[BASELINE + name] ?? Number.NaN, gained);
    }
  }

  clear(): void {
    this.#samples = 0;
    this.loss.clear();
    this.metrics.clear();
  }

  #curveOf(name: string): MetricCurve {
    const known = this.metrics.get(name);
    if (known !== undefined) return known;
    const curve = { value: new History(), baseline: new History() };
    this.metrics.set(name, curve);
    return curve;
  }
}
