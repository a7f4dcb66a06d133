import type { Parameters } from '../parameters/parameters.ts';
import type { Gradient } from './gradient.ts';

/** How far a step goes. */
export interface Pace {
  readonly learningRate: number;
}

/**
 * One change of the weights: what an update emits, linked back to where it came from.
 *
 * @example
 * ```ts
 * import { Batch, dense, sequential, sgd, squaredError, zeros } from 'rxgrad';
 * const model = sequential({ inputs: 1 }, dense(1, { initializer: zeros() }));
 * const { gradient, version } = model
 *   .forward(Batch.of([{ x: [3], y: 1 }]))
 *   .loss(squaredError)
 *   .gradient()
 *   .update(sgd({ learningRate: 0.5 }));
 * version; // → 1
 * gradient.loss?.value; // → 1
 * ```
 */
export class WeightUpdate {
  readonly gradient: Gradient;
  /** The weights' version after this update. */
  readonly version: number;
  /** How many updates this optimizer had made before, so the first step is 0. */
  readonly step: number;
  /** Shared by all steps that take the same: a number of its own would be an object more a step. */
  readonly #pace: Pace;

  constructor(gradient: Gradient, version: number, step: number, pace: Pace) {
    this.gradient = gradient;
    this.version = version;
    this.step = step;
    this.#pace = pace;
  }

  /** The learning rate that this step took. */
  get learningRate(): number {
    return this.#pace.learningRate;
  }

  get parameters(): Parameters {
    return this.gradient.parameters;
  }

  /** How many samples were learned. */
  get size(): number {
    return this.gradient.size;
  }

  /** The same record with arrays of its own, valid for ever. */
  copy(): WeightUpdate {
    return new WeightUpdate(this.gradient.copy(), this.version, this.step, this.#pace);
  }
}
