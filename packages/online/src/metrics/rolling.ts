import { OptionError } from '../option-error.ts';
import type { State } from '../state.ts';
import { StateReader } from '../state-reader.ts';
import type { Metric } from './metric.ts';
import { RevertError } from './revert-error.ts';
import { SampleRing } from './sample-ring.ts';

class Rolling implements Metric {
  readonly name: string;
  readonly #metric: Metric;
  readonly #window: number;
  /** One slot more than the window: the sample that left last, should the update be reverted. */
  readonly #ring: SampleRing;
  #first = 0;
  #end = 0;
  #canRevert = false;

  constructor(metric: Metric, window: number) {
    this.name = `${metric.name}@${window}`;
    this.#metric = metric;
    this.#window = window;
    this.#ring = new SampleRing(window + 1);
  }

  update(prediction: ArrayLike<number>, label: number, weight = 1): void {
    this.#ring.check(prediction, this.#end === this.#first);
    this.#metric.update(prediction, label, weight);
    this.#ring.write(this.#end, prediction, label, weight);
    this.#end += 1;
    if (this.#end - this.#first > this.#window) {
      const left = this.#ring.read(this.#first);
      this.#metric.revert(this.#ring.prediction, left, this.#ring.weight(this.#first));
      this.#first += 1;
    }
    this.#canRevert = true;
  }

  revert(prediction: ArrayLike<number>, label: number, weight = 1): void {
    const full = this.#end - this.#first === this.#window;
    if (!this.#canRevert || this.#end === 0) {
      throw new RevertError(`${this.name}: only the latest update can be reverted, and only once`);
    }
    this.#metric.revert(prediction, label, weight);
    this.#end -= 1;
    if (full && this.#first > 0) {
      this.#first -= 1;
      const back = this.#ring.read(this.#first);
      this.#metric.update(this.#ring.prediction, back, this.#ring.weight(this.#first));
    }
    this.#canRevert = false;
  }

  get(): number {
    return this.#metric.get();
  }

  snapshot(): State {
    const samples = this.#ring.slice(this.#first, this.#end);
    return { type: this.name, metric: this.#metric.snapshot(), samples };
  }

  restore(state: State): void {
    const reader = new StateReader(state, this.name);
    const samples = reader.any('samples');
    const count = SampleRing.count(samples, this.#window);
    this.#metric.restore(reader.any('metric'));
    this.#ring.restore(samples);
    this.#first = 0;
    this.#end = count;
    this.#canRevert = false;
  }
}

/**
 * A metric over the latest samples only: takes each new one in and the one that leaves the window out.
 *
 * Named `<metric>@<window>`. Owns the metric it is given. Remembers `window` predictions; an update allocates
 * nothing. `revert` undoes the latest update only.
 *
 * @param metric a fresh metric whose `revert` takes out any sample, such as `logLoss()` or `rocAuc()`
 * @param window how many samples count, a whole number ≥ 1
 * @throws OptionError when the window isn't
 *
 * @example
 * ```ts
 * import { metrics } from 'rxgrad';
 * const accuracy = metrics.rolling(metrics.accuracy(), 2);
 * for (const label of [0, 1, 1]) accuracy.update([0.9], label);
 * accuracy.get(); // → 1
 * accuracy.name; // → 'accuracy@2'
 * ```
 */
export function rolling(metric: Metric, window: number): Metric {
  if (!Number.isSafeInteger(window) || window < 1) {
    throw new OptionError(
      `metrics.rolling: the window must be a whole number ≥ 1, it is ${window}`,
    );
  }
  return new Rolling(metric, window);
}
