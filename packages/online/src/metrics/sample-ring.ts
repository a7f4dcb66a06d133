import { RejectedSampleError } from '../rejected-sample-error.ts';
import type { State } from '../state.ts';
import { StateReader } from '../state-reader.ts';

/** The latest scored samples, in memory that is reused; slot numbers count up from 0 for ever. */
export class SampleRing {
  readonly #slots: number;
  #width = 0;
  #predictions = new Float64Array(0);
  #labels: Float64Array;
  #weights: Float64Array;
  /** The prediction read last: one buffer, so that reading allocates nothing. */
  prediction = new Float64Array(0);

  constructor(slots: number) {
    this.#slots = slots;
    this.#labels = new Float64Array(slots);
    this.#weights = new Float64Array(slots);
  }

  /**
   * @param empty whether no sample is held, so that the prediction's length becomes the ring's
   * @throws RejectedSampleError when the prediction is of another length than those held
   */
  check(prediction: ArrayLike<number>, empty: boolean): void {
    if (prediction.length === this.#width) return;
    if (empty) return this.#resize(prediction.length);
    throw new RejectedSampleError(
      'shape',
      `rolling: predictions of ${this.#width} numbers are expected, this one has ${prediction.length}`,
    );
  }

  write(slot: number, prediction: ArrayLike<number>, label: number, weight: number): void {
    const at = slot % this.#slots;
    for (let i = 0; i < this.#width; i += 1) {
      this.#predictions[at * this.#width + i] = prediction[i] as number;
    }
    this.#labels[at] = label;
    this.#weights[at] = weight;
  }

  /** Reads a slot's prediction into `prediction` and returns its label. */
  read(slot: number): number {
    const at = slot % this.#slots;
    for (let i = 0; i < this.#width; i += 1) {
      this.prediction[i] = this.#predictions[at * this.#width + i] as number;
    }
    return this.#labels[at] as number;
  }

  weight(slot: number): number {
    return this.#weights[slot % this.#slots] as number;
  }

  /** The slots from `first` up to `end`, in order. */
  slice(first: number, end: number): State {
    const count = end - first;
    const width = count === 0 ? 0 : this.#width;
    const slots = Array.from({ length: count }, (_, i) => first + i);
    const predictions = new Float64Array(count * width);
    for (const [i, slot] of slots.entries()) {
      this.read(slot);
      predictions.set(this.prediction, i * width);
    }
    return {
      type: 'sampleRing',
      width,
      predictions,
      labels: Float64Array.from(slots, (slot) => this.#labels[slot % this.#slots] as number),
      weights: Float64Array.from(slots, (slot) => this.weight(slot)),
    };
  }

  /** Puts a slice's samples into slots 0, 1, …; `SampleRing.count` tells how many they are. */
  restore(state: State): void {
    const { width, predictions, labels, weights } = SampleRing.#read(state, this.#slots);
    this.#resize(width);
    this.#predictions.set(predictions);
    this.#labels.set(labels);
    this.#weights.set(weights);
  }

  /** How many samples a slice holds. @throws StateError when it isn't one of at most `slots` samples */
  static count(state: State, slots: number): number {
    return SampleRing.#read(state, slots).labels.length;
  }

  static #read(state: State, slots: number) {
    const reader = new StateReader(state, 'sampleRing');
    const width = reader.count('width', 1 << 20);
    const labels = reader.float64('labels');
    reader.require(labels.length <= slots, 'labels', `at most ${slots} are expected`);
    reader.require(width > 0 || labels.length === 0, 'width', 'it must be above 0');
    const weights = reader.float64('weights', labels.length);
    const predictions = reader.float64('predictions', labels.length * width);
    return { width, labels, weights, predictions };
  }

  #resize(width: number): void {
    this.#width = width;
    this.#predictions = new Float64Array(width * this.#slots);
    this.prediction = new Float64Array(width);
  }
}
