import type { Parameters } from '../parameters/parameters.ts';
import type { Batch } from '../samples/batch.ts';
import type { Block } from '../samples/block.ts';
import type { Transform } from '../transforms/transform.ts';
import { Gradient } from './gradient.ts';

/** Where a gradient comes from that is no one loss's. */
export interface Origin {
  readonly transforms?: readonly Transform[];
  readonly size?: number;
  readonly batches?: readonly (Batch | Block)[];
}

/** A gradient that somebody computed by hand. */
export class GivenGradient extends Gradient {
  readonly #parameters: Parameters;
  readonly #lossValue: number;
  readonly #size: number;
  readonly #batches: readonly (Batch | Block)[];

  constructor(
    parameters: Parameters,
    lossValue: number,
    { transforms, size = 1, batches = [] }: Origin = {},
  ) {
    super(undefined, transforms);
    this.#parameters = parameters;
    this.#lossValue = lossValue;
    this.#size = size;
    this.#batches = batches;
  }

  override get batches(): readonly (Batch | Block)[] {
    return this.#batches;
  }

  override get parameters(): Parameters {
    return this.#parameters;
  }

  override get size(): number {
    return this.#size;
  }

  override get lossValue(): number {
    return this.#lossValue;
  }

  override changed(transforms: readonly Transform[]): Gradient {
    const origin = { transforms, size: this.#size, batches: this.#batches };
    return new GivenGradient(this.parameters, this.#lossValue, origin);
  }
}
