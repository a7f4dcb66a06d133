import type { Parameters } from '../parameters/parameters.ts';
import type { Gradient } from './gradient.ts';

/** One change of the weights: what an update emits, linked back to where it came from. */
export class WeightUpdate {
  readonly gradient: Gradient;
  /** The weights' version after this update. */
  readonly version: number;
  /** How many updates this optimizer had made before, so the first step is 0. */
  readonly step: number;
  /** The learning rate that this step took. */
  readonly learningRate: number;

  constructor(gradient: Gradient, version: number, step: number, learningRate: number) {
    this.gradient = gradient;
    this.version = version;
    this.step = step;
    this.learningRate = learningRate;
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
    return new WeightUpdate(this.gradient.copy(), this.version, this.step, this.learningRate);
  }
}
