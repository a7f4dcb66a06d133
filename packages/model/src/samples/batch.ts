import { ShapeError } from '../errors/shape-error.ts';
import type { Sample } from './sample.ts';

/**
 * Samples that make one weight update together.
 *
 * @example
 * ```ts
 * import { Batch } from 'rxgrad';
 * Batch.of([{ x: [1, 2], y: 0 }, { x: [3, 4], y: 1 }]).size; // → 2
 * ```
 */
export class Batch {
  /** A sample on its own needs no array around it: one at a time is what a stream is made of. */
  readonly #one: Sample | undefined;
  readonly #many: readonly Sample[] | undefined;

  private constructor(one: Sample | undefined, many: readonly Sample[] | undefined) {
    this.#one = one;
    this.#many = many;
  }

  /** @throws ShapeError when there is no sample */
  static of(samples: readonly Sample[]): Batch {
    if (samples.length === 0)
      throw new ShapeError('a batch has at least one sample, this one has none');
    return new Batch(undefined, samples);
  }

  /** A batch of one sample. */
  static one(sample: Sample): Batch {
    return new Batch(sample, undefined);
  }

  get samples(): readonly Sample[] {
    return this.#many ?? (this.#one === undefined ? [] : [this.#one]);
  }

  /** How many samples. */
  get size(): number {
    return this.#many?.length ?? 1;
  }

  /** Sample `i`, from 0 on; undefined beyond the last. */
  at(i: number): Sample | undefined {
    if (this.#many !== undefined) return this.#many[i];
    return i === 0 ? this.#one : undefined;
  }

  /** The label of sample `i` (its first number, where it has several). */
  label(i: number): number {
    const y = this.at(i)?.y;
    return typeof y === 'number' ? y : (y?.[0] ?? Number.NaN);
  }
}
