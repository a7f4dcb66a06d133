import { RejectedSampleError } from '../rejected-sample-error.ts';
import type { State } from '../state.ts';
import { StateReader } from '../state-reader.ts';
import { ExactSum } from './exact-sum.ts';
import type { Metric } from './metric.ts';
import { checkWeight } from './weight.ts';

/** Scores one sample; throws a RejectedSampleError when it can't. */
export type Score = (prediction: ArrayLike<number>, label: number) => number;

/**
 * A metric that is the weighted mean of a score over the samples: Σ wᵢ·scoreᵢ / Σ wᵢ.
 *
 * Sums are exact, so that updates and reverts cancel to the last bit in any order.
 */
export class MeanMetric implements Metric {
  readonly name: string;
  readonly score: Score;
  readonly #finish: (mean: number) => number;
  readonly #sum = new ExactSum();
  /** Samples of weight 1 are only counted: most streams have no others. */
  #ones = 0;
  readonly #weight = new ExactSum();

  /** @param finish applied to the mean at `get`, such as the root of RMSE */
  constructor(name: string, score: Score, finish: (mean: number) => number = (mean) => mean) {
    this.name = name;
    this.score = score;
    this.#finish = finish;
  }

  update(prediction: ArrayLike<number>, label: number, weight = 1): void {
    this.#sum.add(this.scoreOne(prediction, label, weight) * weight);
    if (weight === 1) this.#ones += 1;
    else this.#weight.add(weight);
  }

  revert(prediction: ArrayLike<number>, label: number, weight = 1): void {
    this.#sum.subtract(this.scoreOne(prediction, label, weight) * weight);
    if (weight === 1) this.#ones -= 1;
    else this.#weight.subtract(weight);
  }

  get(): number {
    return this.finish(this.#sum.get() / (this.#ones + this.#weight.get()));
  }

  /** The score of one sample, checked. */
  scoreOne(prediction: ArrayLike<number>, label: number, weight: number): number {
    checkWeight(weight);
    const score = this.score(prediction, label);
    if (Math.abs(score * weight) < Infinity) return score;
    throw new RejectedSampleError(
      'not-finite',
      `${this.name}: the score must be finite, it is ${score} for the label ${label}`,
    );
  }

  /** From the mean of the scores to the metric's value. */
  finish(mean: number): number {
    return this.#finish(mean);
  }

  snapshot(): State {
    return {
      type: this.name,
      sum: this.#sum.snapshot(),
      ones: this.#ones,
      weight: this.#weight.snapshot(),
    };
  }

  restore(state: State): void {
    const reader = new StateReader(state, this.name);
    const ones = reader.finite('ones');
    const weight = new ExactSum();
    weight.restore(reader.any('weight'));
    this.#sum.restore(reader.any('sum'));
    this.#weight.restore(weight.snapshot());
    this.#ones = ones;
  }
}
