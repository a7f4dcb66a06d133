import type { LossFunction } from '../losses/loss-function.ts';
import type { Forward } from './forward.ts';
import type { Gradient } from './gradient.ts';

/** How wrong a batch's predictions were. */
export class Loss {
  readonly forward: Forward;
  readonly lossFunction: LossFunction;
  /** The mean over the batch (and over the outputs, where labels have several numbers). */
  readonly value: number;
  #kept: Float32Array | undefined;

  constructor(forward: Forward, lossFunction: LossFunction, value: number, kept?: Float32Array) {
    this.forward = forward;
    this.lossFunction = lossFunction;
    this.value = value;
    this.#kept = kept;
  }

  /**
   * f32 [size, outputs], the output after the loss's link: values, probabilities, or one probability a class.
   *
   * A view, valid until the model's next step.
   *
   * @throws StaleRecordError when the model has made another step since
   */
  get prediction(): Float32Array {
    return this.#kept ?? this.forward.model.predictionOf(this);
  }

  /**
   * Differentiates by every weight: back-propagation.
   *
   * @throws StaleRecordError when the model has made another step since
   */
  gradient(): Gradient {
    return this.forward.model.differentiate(this);
  }

  /** The same record with arrays of its own, valid for ever. */
  copy(): Loss {
    if (this.#kept !== undefined) return this;
    const prediction = this.prediction.slice();
    return new Loss(this.forward.copy(), this.lossFunction, this.value, prediction);
  }
}
