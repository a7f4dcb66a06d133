import type { Optimizer } from '../optimizers/optimizer.ts';
import type { Parameters } from '../parameters/parameters.ts';
import type { Loss } from './loss.ts';
import type { WeightUpdate } from './weight-update.ts';

/**
 * How the loss changes with every weight.
 *
 * @example
 * ```ts
 * import { Batch, dense, sequential, squaredError, zeros } from 'rxgrad';
 * const model = sequential({ inputs: 1 }, dense(1, { initializer: zeros() }));
 * const gradient = model.forward(Batch.of([{ x: [3], y: 1 }])).loss(squaredError).gradient();
 * Array.from(gradient.data); // → [-6, -2]
 * ```
 */
export class Gradient {
  readonly parameters: Parameters;
  /** Where it came from; undefined when one computed it oneself. */
  readonly loss: Loss | undefined;

  constructor(parameters: Parameters, loss: Loss | undefined) {
    this.parameters = parameters;
    this.loss = loss;
  }

  /** The loss that it is the derivative of; NaN where that was not told. */
  get lossValue(): number {
    return this.loss?.value ?? Number.NaN;
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
    return this.parameters.gradientData(this);
  }

  /** Euclidean norm over all tensors, computed whenever it is asked for. */
  get norm(): number {
    return this.parameters.gradientNorm(this);
  }

  /** @internal What `copy` kept. */
  get kept(): Float32Array | undefined {
    return undefined;
  }

  /** @internal The record of this gradient after it was changed in place. */
  changed(): Gradient {
    return new Gradient(this.parameters, this.loss);
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
    return new KeptGradient(this);
  }
}

/** A gradient that somebody computed by hand. */
export class GivenGradient extends Gradient {
  readonly #lossValue: number;

  constructor(parameters: Parameters, lossValue: number) {
    super(parameters, undefined);
    this.#lossValue = lossValue;
  }

  override get lossValue(): number {
    return this.#lossValue;
  }

  override changed(): Gradient {
    return new GivenGradient(this.parameters, this.#lossValue);
  }
}

/** A gradient whose numbers are its own. */
class KeptGradient extends Gradient {
  readonly #data: Float32Array;
  readonly #lossValue: number;

  constructor(gradient: Gradient) {
    const data = gradient.data.slice();
    super(gradient.parameters, gradient.loss?.copy());
    this.#data = data;
    this.#lossValue = gradient.lossValue;
  }

  override get data(): Float32Array {
    return this.#data;
  }

  override get lossValue(): number {
    return this.#lossValue;
  }

  override get kept(): Float32Array {
    return this.#data;
  }

  override copy(): Gradient {
    return this;
  }
}
