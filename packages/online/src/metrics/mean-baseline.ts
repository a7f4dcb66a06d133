import { RejectedSampleError } from '../rejected-sample-error.ts';
import type { State } from '../state.ts';
import { StateReader } from '../state-reader.ts';
import { ExactSum } from './exact-sum.ts';
import { mae } from './mae.ts';
import type { Metric } from './metric.ts';
import { checkWeight } from './weight.ts';

class MeanBaseline implements Metric {
  readonly name: string;
  readonly #metric: Metric;
  readonly #sum = new ExactSum();
  readonly #weight = new ExactSum();
  readonly #mean = new Float64Array(1);

  constructor(metric: Metric) {
    this.name = `mean.${metric.name}`;
    this.#metric = metric;
  }

  update(_prediction: ArrayLike<number>, label: number, weight = 1): void {
    checkWeight(weight);
    if (!Number.isFinite(label * weight)) {
      throw new RejectedSampleError(
        'label',
        `${this.name}: the label must be finite, it is ${label}`,
      );
    }
    this.#metric.update(this.#predict(), label, weight);
    this.#sum.add(label * weight);
    this.#weight.add(weight);
  }

  revert(_prediction: ArrayLike<number>, label: number, weight = 1): void {
    this.#sum.subtract(label * weight);
    this.#weight.subtract(weight);
    this.#metric.revert(this.#predict(), label, weight);
  }

  get(): number {
    return this.#metric.get();
  }

  snapshot(): State {
    return {
      type: this.name,
      sum: this.#sum.snapshot(),
      weight: this.#weight.snapshot(),
      metric: this.#metric.snapshot(),
    };
  }

  restore(state: State): void {
    const reader = new StateReader(state, this.name);
    const [sum, weight] = [new ExactSum(), new ExactSum()];
    sum.restore(reader.any('sum'));
    weight.restore(reader.any('weight'));
    this.#metric.restore(reader.any('metric'));
    this.#sum.restore(sum.snapshot());
    this.#weight.restore(weight.snapshot());
  }

  #predict(): Float64Array {
    const weight = this.#weight.get();
    this.#mean[0] = weight > 0 ? this.#sum.get() / weight : 0;
    return this.#mean;
  }
}

/**
 * What a metric would say of a regression that learns nothing but the labels' mean.
 *
 * Every label is scored against the mean of those before it (0 for the first); the model's prediction is not looked
 * at. Named `mean.<metric>`. `revert` takes samples out in the reverse order of their updates.
 *
 * @param metric a fresh metric to keep for the mean, `mae()` unless given
 *
 * @example
 * ```ts
 * import { metrics } from 'rxgrad';
 * const baseline = metrics.meanBaseline();
 * baseline.update([9], 0);
 * baseline.update([9], 2);
 * baseline.get(); // → 1
 * ```
 */
export function meanBaseline(metric: Metric = mae()): Metric {
  return new MeanBaseline(metric);
}
