import type { Parameters } from '@rxgrad/model';
import type { Metric } from '@rxgrad/online';
import type { NamedMetrics } from './pipeline.ts';
import type { Progress } from './run.ts';
import { type Update, lossOf, stepsOf } from './update.ts';

/** Counts what a run has done; made to cost next to nothing an update. */
export class Tally {
  #step = 0;
  #samples = 0;
  #rejected = 0;
  #lossSum = 0;
  #loss = Number.NaN;
  #learningRate = Number.NaN;
  readonly #metrics = new Map<string, Metric>();
  readonly #baseline = new Map<string, Metric>();
  readonly #weights: Pick<Parameters, 'version'>;

  constructor(weights: Pick<Parameters, 'version'>) {
    this.#weights = weights;
  }

  get step(): number {
    return this.#step;
  }

  get rejected(): number {
    return this.#rejected;
  }

  update(update: Update): void {
    this.#step += stepsOf(update);
    this.#samples += update.size;
    this.#learningRate = update.learningRate;
    const loss = lossOf(update);
    if (Number.isNaN(loss)) return;
    this.#loss = loss;
    this.#lossSum += loss * update.size;
  }

  reject(): void {
    this.#rejected += 1;
  }

  measure(metrics: NamedMetrics, baseline: NamedMetrics): void {
    for (const [name, metric] of Object.entries(metrics)) this.#metrics.set(name, metric);
    for (const [name, metric] of Object.entries(baseline)) this.#baseline.set(name, metric);
  }

  progress(): Progress {
    return {
      step: this.#step,
      version: this.#weights.version,
      samples: this.#samples,
      rejected: this.#rejected,
      lossSum: this.#lossSum,
      loss: this.#loss,
      learningRate: this.#learningRate,
      metrics: readings(this.#metrics),
      baseline: readings(this.#baseline),
    };
  }
}

function readings(metrics: ReadonlyMap<string, Metric>): Record<string, number> {
  return Object.fromEntries([...metrics].map(([name, metric]) => [name, metric.get()]));
}
