import type { State } from '../state.ts';
import { StateReader } from '../state-reader.ts';
import { ClassCounts } from './class-counts.ts';
import type { Metric } from './metric.ts';

/**
 * How classes become one number: `binary` looks at class 1 only, `micro` counts all classes together,
 * `macro` takes the mean over the classes met, `weighted` the mean weighted by how often each is the label.
 */
export type Average = 'binary' | 'micro' | 'macro' | 'weighted';

/** From how often a class was right, predicted and the label, to its score; 0/0 counts as 0. */
export type ClassScore = (right: number, predicted: number, actual: number) => number;

/** A metric made of each class's counts. */
export class ClassMetric implements Metric {
  readonly name: string;
  readonly #score: ClassScore;
  readonly #average: Average;
  readonly #counts = new ClassCounts();

  constructor(name: string, score: ClassScore, average: Average) {
    this.name = average === 'binary' ? name : `${name}.${average}`;
    this.#score = score;
    this.#average = average;
  }

  update(prediction: ArrayLike<number>, label: number, weight = 1): void {
    this.#counts.count(prediction, label, weight, 1);
  }

  revert(prediction: ArrayLike<number>, label: number, weight = 1): void {
    this.#counts.count(prediction, label, weight, -1);
  }

  get(): number {
    const { right, predicted, actual } = this.#counts;
    const total = sum(actual);
    if (total === 0) return Number.NaN;
    if (this.#average === 'micro') return this.#score(sum(right), sum(predicted), total);
    if (this.#average === 'binary') return this.#scoreOf(1);
    let [scores, weights] = [0, 0];
    for (let label = 0; label < actual.length; label += 1) {
      const met = (actual[label] as number) > 0 || (predicted[label] as number) > 0 ? 1 : 0;
      const weight = this.#average === 'macro' ? met : (actual[label] as number);
      scores += weight * this.#scoreOf(label);
      weights += weight;
    }
    return scores / weights;
  }

  snapshot(): State {
    return { type: this.name, counts: this.#counts.snapshot() };
  }

  restore(state: State): void {
    this.#counts.restore(new StateReader(state, this.name).any('counts'));
  }

  #scoreOf(label: number): number {
    const { right, predicted, actual } = this.#counts;
    return this.#score(right[label] ?? 0, predicted[label] ?? 0, actual[label] ?? 0);
  }
}

/** a/b, and 0 for 0/0. */
export function ratio(a: number, b: number): number {
  return b === 0 ? 0 : a / b;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
