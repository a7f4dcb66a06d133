import type { Optimizer } from '../optimizers/optimizer.ts';
import type { Parameters } from '../parameters/parameters.ts';
import type { Batch } from '../samples/batch.ts';
import type { Block } from '../samples/block.ts';
import { clipNorm } from '../transforms/clip-norm.ts';
import { clipValue } from '../transforms/clip-value.ts';
import { freeze } from '../transforms/freeze.ts';
import { l1 } from '../transforms/l1.ts';
import { l2 } from '../transforms/l2.ts';
import type { Transform } from '../transforms/transform.ts';
import { weightDecay } from '../transforms/weight-decay.ts';
import type { Loss } from './loss.ts';
import type { WeightUpdate } from './weight-update.ts';

const UNCHANGED: readonly Transform[] = [];

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
  /** Where it came from; undefined when one computed it oneself. */
  readonly loss: Loss | undefined;
  /** What was done to it so far. */
  readonly transforms: readonly Transform[];

  constructor(loss: Loss | undefined, transforms: readonly Transform[] = UNCHANGED) {
    this.loss = loss;
    this.transforms = transforms;
  }

  /** What it would move: told by the loss, so that a step need not write it down. */
  get parameters(): Parameters {
    return (this.loss as Loss).forward.model;
  }

  /** The loss that it is the derivative of; NaN where that was not told. */
  get lossValue(): number {
    return this.loss?.value ?? Number.NaN;
  }

  /** How many samples it was computed from. */
  get size(): number {
    return this.loss?.forward.batch.size ?? 1;
  }

  /** What it was computed from, so far as it was from samples. */
  get batches(): readonly (Batch | Block)[] {
    return this.loss === undefined ? [] : [this.loss.forward.batch];
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
  changed(transforms: readonly Transform[]): Gradient {
    return new Gradient(this.loss, transforms);
  }

  /**
   * Lets a transform change the gradient in place; use the returned record from here on.
   *
   * @throws ParameterError when it names a tensor that isn't there
   * @throws StaleRecordError when the model has made another step since
   */
  transform(transform: Transform): Gradient {
    return this.parameters.transformGradient(this, transform);
  }

  /**
   * Shortens the gradient if it is longer than `max`: g · min(1, max/‖g‖₂), in place; use the returned record from here on.
   *
   * Pascanu, Mikolov, Bengio 2013.
   *
   * @throws OptionError when `max` isn't above 0
   */
  clipNorm(max: number): Gradient {
    return this.transform(clipNorm(max));
  }

  /** Holds every number within ±max, in place; see `transforms.clipValue`. */
  clipValue(max: number): Gradient {
    return this.transform(clipValue(max));
  }

  /** Adds λ·sign(w), in place; see `transforms.l1`. */
  l1(strength: number): Gradient {
    return this.transform(l1(strength));
  }

  /** Adds λ·w, in place; see `transforms.l2`. */
  l2(strength: number): Gradient {
    return this.transform(l2(strength));
  }

  /** Lets weights shrink by η·λ when they are updated; see `transforms.weightDecay`. */
  weightDecay(strength: number): Gradient {
    return this.transform(weightDecay(strength));
  }

  /** Holds tensors as they are; see `transforms.freeze`. */
  freeze(...tensors: readonly string[]): Gradient {
    return this.transform(freeze(...tensors));
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

/** A gradient whose numbers are its own. */
class KeptGradient extends Gradient {
  readonly #parameters: Parameters;
  readonly #data: Float32Array;
  readonly #lossValue: number;
  readonly #size: number;
  readonly #batches: readonly (Batch | Block)[];

  constructor(gradient: Gradient) {
    const data = gradient.data.slice();
    super(gradient.loss?.copy(), gradient.transforms);
    this.#parameters = gradient.parameters;
    this.#data = data;
    this.#lossValue = gradient.lossValue;
    this.#size = gradient.size;
    this.#batches = gradient.batches;
  }

  override get batches(): readonly (Batch | Block)[] {
    return this.#batches;
  }

  override get parameters(): Parameters {
    return this.#parameters;
  }

  override get data(): Float32Array {
    return this.#data;
  }

  override get lossValue(): number {
    return this.#lossValue;
  }

  override get size(): number {
    return this.#size;
  }

  override get kept(): Float32Array {
    return this.#data;
  }

  override copy(): Gradient {
    return this;
  }
}
