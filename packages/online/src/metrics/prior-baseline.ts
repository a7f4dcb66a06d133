import type { State } from '../state.ts';
import { StateReader } from '../state-reader.ts';
import { metClasses } from './class-counts.ts';
import { checkLabel } from './classes.ts';
import { logLoss } from './log-loss.ts';
import type { Metric } from './metric.ts';
import { countedWeight } from './weight.ts';

class PriorBaseline implements Metric {
  readonly name: string;
  readonly #metric: Metric;
  #counts = new Float64Array(0);
  #prior = new Float64Array(0);

  constructor(metric: Metric) {
    this.name = `prior.${metric.name}`;
    this.#metric = metric;
  }

  update(prediction: ArrayLike<number>, label: number, weight = 1): void {
    checkLabel(prediction, label);
    const counted = countedWeight(weight);
    this.#metric.update(this.#predict(prediction), label, weight);
    this.#count(label, counted);
  }

  revert(prediction: ArrayLike<number>, label: number, weight = 1): void {
    checkLabel(prediction, label);
    this.#count(label, -countedWeight(weight));
    this.#metric.revert(this.#predict(prediction), label, weight);
  }

  get(): number {
    return this.#metric.get();
  }

  snapshot(): State {
    const counts = this.#counts.slice(0, metClasses(this.#counts));
    return { type: this.name, counts, metric: this.#metric.snapshot() };
  }

  restore(state: State): void {
    const reader = new StateReader(state, this.name);
    const counts = reader.float64('counts');
    this.#metric.restore(reader.any('metric'));
    this.#counts = counts.slice();
  }

  #count(label: number, weight: number): void {
    this.#counts[label] = (this.#counts[label] ?? 0) + weight;
  }

  /** What the prior says, in the form of the prediction: (nₖ + 1)/(n + classes). */
  #predict(prediction: ArrayLike<number>): Float64Array {
    const width = prediction.length;
    const classes = width === 1 ? 2 : width;
    if (this.#counts.length < classes) this.#resize(classes);
    if (this.#prior.length !== width) this.#prior = new Float64Array(width);
    let total = classes;
    for (let i = 0; i < classes; i += 1) total += this.#counts[i] as number;
    for (let i = 0; i < width; i += 1) {
      this.#prior[i] = ((this.#counts[width === 1 ? 1 : i] as number) + 1) / total;
    }
    return this.#prior;
  }

  #resize(classes: number): void {
    const counts = new Float64Array(classes);
    counts.set(this.#counts);
    this.#counts = counts;
  }
}

/**
 * What a metric would say of a classifier that learns nothing but how frequent each class is.
 *
 * Every label is scored against the running class prior (nₖ + 1)/(n + classes) before it is counted; the model's
 * prediction only tells how many classes there are. Named `prior.<metric>`; with `accuracy()` it is the accuracy of
 * always guessing the class most frequent so far. `revert` takes samples out in the reverse order of their updates.
 *
 * @param metric a fresh metric to keep for the prior, `logLoss()` unless given
 *
 * @example
 * ```ts
 * import { metrics } from 'rxgrad';
 * const baseline = metrics.priorBaseline();
 * baseline.update([0.99], 1); // scored with the prior ½
 * baseline.get(); // → 0.69314718
 * ```
 */
export function priorBaseline(metric: Metric = logLoss()): Metric {
  return new PriorBaseline(metric);
}
