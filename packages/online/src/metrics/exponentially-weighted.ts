import { OptionError } from '../option-error.ts';
import { pow } from '../portable.ts';
import type { State } from '../state.ts';
import { StateReader } from '../state-reader.ts';
import type { MeanMetric } from './mean-metric.ts';
import type { Metric } from './metric.ts';
import { RevertError } from './revert-error.ts';

class ExponentiallyWeighted implements Metric {
  readonly name: string;
  readonly #metric: MeanMetric;
  readonly #decay: number;
  #mean = 0;
  #weight = 0;
  #meanBefore = 0;
  #weightBefore = 0;
  #canRevert = false;

  constructor(metric: MeanMetric, halfLife: number) {
    this.name = `${metric.name}~${halfLife}`;
    this.#metric = metric;
    this.#decay = pow(0.5, 1 / halfLife);
  }

  update(prediction: ArrayLike<number>, label: number, weight = 1): void {
    const score = this.#metric.scoreOne(prediction, label, weight);
    this.#meanBefore = this.#mean;
    this.#weightBefore = this.#weight;
    this.#weight = this.#weight * this.#decay + weight;
    if (weight > 0) this.#mean += (weight / this.#weight) * (score - this.#mean);
    this.#canRevert = true;
  }

  revert(): void {
    if (!this.#canRevert) {
      throw new RevertError(`${this.name}: only the latest update can be reverted, and only once`);
    }
    this.#mean = this.#meanBefore;
    this.#weight = this.#weightBefore;
    this.#canRevert = false;
  }

  get(): number {
    return this.#weight > 0 ? this.#metric.finish(this.#mean) : Number.NaN;
  }

  snapshot(): State {
    return { type: this.name, mean: this.#mean, weight: this.#weight };
  }

  restore(state: State): void {
    const reader = new StateReader(state, this.name);
    const mean = reader.finite('mean');
    const weight = reader.finite('weight');
    reader.require(weight >= 0, 'weight', 'it must be ≥ 0');
    this.#mean = mean;
    this.#weight = weight;
    this.#canRevert = false;
  }
}

/**
 * A mean that forgets: a sample counts half as much after `halfLife` more, Σ dⁿ⁻ⁱ·wᵢ·scoreᵢ / Σ dⁿ⁻ⁱ·wᵢ
 * with d = ½^(1/halfLife).
 *
 * Named `<metric>~<halfLife>`. Takes the score of a metric that is a mean of scores: accuracy, logLoss, mae, rmse,
 * mean. `revert` undoes the latest update only.
 *
 * @throws OptionError when the half-life isn't a number above 0
 *
 * @example
 * ```ts
 * import { metrics } from 'rxgrad';
 * const mae = metrics.exponentiallyWeighted(metrics.mae(), 1);
 * mae.update([3], 0);
 * mae.update([0], 0);
 * mae.get(); // → 1
 * ```
 */
export function exponentiallyWeighted(metric: MeanMetric, halfLife: number): Metric {
  if (!(halfLife > 0 && halfLife < Infinity)) {
    throw new OptionError(
      `metrics.exponentiallyWeighted: the half-life must be a number above 0, it is ${halfLife}`,
    );
  }
  return new ExponentiallyWeighted(metric, halfLife);
}
