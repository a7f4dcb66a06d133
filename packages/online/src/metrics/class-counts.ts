import type { State, Stateful } from '../state.ts';
import { StateReader } from '../state-reader.ts';
import { checkLabel, checkProbabilities, classCount, predictedClass } from './classes.ts';
import { countedWeight } from './weight.ts';

/** What precision, recall and F1 are made of: for each class, how often it was right, predicted, and the label. */
export class ClassCounts implements Stateful {
  right: Float64Array = new Float64Array(2);
  predicted: Float64Array = new Float64Array(2);
  actual: Float64Array = new Float64Array(2);

  /** Counts one sample, or with a sign of −1 takes it out. */
  count(prediction: ArrayLike<number>, label: number, weight: number, sign: 1 | -1): void {
    checkLabel(prediction, label);
    checkProbabilities(prediction);
    const counted = sign * countedWeight(weight);
    const guess = predictedClass(prediction);
    if (classCount(prediction) > this.right.length) this.#grow(classCount(prediction));
    this.predicted[guess] = (this.predicted[guess] as number) + counted;
    this.actual[label] = (this.actual[label] as number) + counted;
    if (guess === label) this.right[label] = (this.right[label] as number) + counted;
  }

  snapshot(): State {
    const { right, predicted, actual } = this;
    const met = Math.max(metClasses(predicted), metClasses(actual));
    return {
      type: 'classCounts',
      right: right.slice(0, met),
      predicted: predicted.slice(0, met),
      actual: actual.slice(0, met),
    };
  }

  restore(state: State): void {
    const reader = new StateReader(state, 'classCounts');
    const right = reader.float64('right');
    const predicted = reader.float64('predicted', right.length);
    const actual = reader.float64('actual', right.length);
    this.right = padded(right);
    this.predicted = padded(predicted);
    this.actual = padded(actual);
  }

  #grow(classes: number): void {
    for (const key of ['right', 'predicted', 'actual'] as const) {
      const grown = new Float64Array(classes);
      grown.set(this[key]);
      this[key] = grown;
    }
  }
}

/** The length without the classes at the end that were never met: one form for each set of counts. */
export function metClasses(counts: Float64Array): number {
  let length = counts.length;
  while (length > 0 && counts[length - 1] === 0) length -= 1;
  return length;
}

function padded(counts: Float64Array): Float64Array {
  const result = new Float64Array(Math.max(2, counts.length));
  result.set(counts);
  return result;
}
