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
  readonly samples: readonly Sample[];

  private constructor(samples: readonly Sample[]) {
    this.samples = samples;
  }

  /** @throws ShapeError when there is no sample */
  static of(samples: readonly Sample[]): Batch {
    if (samples.length === 0)
      throw new ShapeError('a batch has at least one sample, this one has none');
    return new Batch(samples);
  }

  /** How many samples. */
  get size(): number {
    return this.samples.length;
  }

  /** The label of sample `i` (its first number, where it has several). */
  label(i: number): number {
    const y = this.samples[i]?.y;
    return typeof y === 'number' ? y : (y?.[0] ?? Number.NaN);
  }
}
