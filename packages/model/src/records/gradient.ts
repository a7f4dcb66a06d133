import type { Optimizer } from '../optimizers/optimizer.ts';
import type { Parameters } from '../parameters/parameters.ts';
import type { Loss } from './loss.ts';
import type { WeightUpdate } from './weight-update.ts';

/** How the loss changes with every weight. */
export class Gradient {
  readonly parameters: Parameters;
  /** Where it came from; undefined when one computed it oneself. */
  readonly loss: Loss | undefined;
  #norm: number | undefined;
  #kept: Float32Array | undefined;
  #lossValue: number | undefined;

  constructor(
    parameters: Parameters,
    loss: Loss | undefined,
    norm?: number,
    kept?: Float32Array,
    lossValue?: number,
  ) {
    this.parameters = parameters;
    this.loss = loss;
    this.#norm = norm;
    this.#kept = kept;
    this.#lossValue = lossValue;
  }

  /** The loss that it is the derivative of; NaN where that was not told. */
  get lossValue(): number {
    return this.loss?.value ?? this.#lossValue ?? Number.NaN;
  }

  /** How many samples it was computed from. */
  get size(): number {
    return this.loss?.forward.batch.size ?? 1;
  }

  /**
   * One number a weight, laid out as the parameters' `data`: a view, valid until the model's next step.
   *
   * With sparse tables it is a fresh vector that costs time in *all* weights: meant for looking, not for every step.
   *
   * @throws StaleRecordError when the model has made another step since
   */
  get data(): Float32Array {
    return this.#kept ?? this.parameters.gradientData(this);
  }

  /** Euclidean norm over all tensors, computed when first asked for. */
  get norm(): number {
    return (this.#norm ??= this.parameters.gradientNorm(this));
  }

  /** What `copy` kept. */
  get kept(): Float32Array | undefined {
    return this.#kept;
  }

  /**
   * Shortens the gradient if it is longer than `max`: g · min(1, max/‖g‖₂), in place; use the returned record from here on.
   *
   * Pascanu, Mikolov, Bengio 2013.
   *
   * @throws OptionError when `max` isn't above 0
   */
  clipNorm(max: number): Gradient {
    return this.parameters.clipGradient(this, max);
  }

  /**
   * Lets an optimizer move the weights; adds one to their version.
   *
   * @throws StaleRecordError when the model has made another step since
   */
  update(optimizer: Optimizer): WeightUpdate {
    return this.parameters.update(this, optimizer);
  }

  /** The same record with arrays of its own, valid for ever; it can still be applied later. */
  copy(): Gradient {
    if (this.#kept !== undefined) return this;
    const data = this.data.slice();
    return new Gradient(this.parameters, this.loss?.copy(), this.norm, data, this.#lossValue);
  }
}
