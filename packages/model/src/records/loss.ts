import type { LossFunction } from '../losses/loss-function.ts';
import type { Forward } from './forward.ts';
import type { Gradient } from './gradient.ts';

/**
 * How wrong a batch's predictions were.
 *
 * @example
 * ```ts
 * import { Batch, constant, dense, logLoss, sequential } from 'rxgrad';
 * const model = sequential({ inputs: 1 }, dense(1, { initializer: constant(0) }));
 * const loss = model.forward(Batch.of([{ x: [2], y: 1 }])).loss(logLoss);
 * Array.from(loss.prediction); // → [0.5]
 * loss.value; // → 0.693147
 * ```
 */
export class Loss {
  readonly forward: Forward;
  readonly lossFunction: LossFunction;
  #value: number | undefined;

  constructor(forward: Forward, lossFunction: LossFunction, value?: number) {
    this.forward = forward;
    this.lossFunction = lossFunction;
    this.#value = value;
  }

  /** The mean over the batch (and over the outputs, where labels have several numbers). */
  get value(): number {
    return this.#value ?? this.forward.model.settle();
  }

  /** @internal Tells the value, once it is known: at the latest when the model's next step begins. */
  tell(value: number): void {
    this.#value = value;
  }

  /**
   * f32 [size, outputs], the output after the loss's link: values, probabilities, or one probability a class.
   *
   * A view, valid until the model's next step.
   *
   * @throws StaleRecordError when the model has made another step since
   */
  get prediction(): Float32Array {
    return this.forward.model.predictionOf(this);
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
    return new KeptLoss(this);
  }
}

/** A loss whose prediction is its own. */
class KeptLoss extends Loss {
  readonly #prediction: Float32Array;

  constructor(loss: Loss) {
    const prediction = loss.prediction.slice();
    super(loss.forward.copy(), loss.lossFunction, loss.value);
    this.#prediction = prediction;
  }

  override get prediction(): Float32Array {
    return this.#prediction;
  }

  override copy(): Loss {
    return this;
  }
}
