import { GivenGradient, type Origin } from './given-gradient.ts';
import type { Gradient } from './gradient.ts';

/** The mean of several gradients. */
export class MeanGradient extends GivenGradient {
  readonly #data: Float32Array;

  constructor(
    last: Gradient,
    data: Float32Array,
    lossValue: number,
    origin: Pick<Origin, 'size' | 'batches'>,
  ) {
    super(last.parameters, lossValue, { ...origin, transforms: last.transforms });
    this.#data = data;
  }

  override get data(): Float32Array {
    return this.#data;
  }

  override get kept(): Float32Array {
    return this.#data;
  }
}
