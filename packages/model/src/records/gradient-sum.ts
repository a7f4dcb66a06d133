import { OptionError } from '@rxgrad/online';
import type { Batch } from '../samples/batch.ts';
import type { Block } from '../samples/block.ts';
import type { Gradient } from './gradient.ts';
import { MeanGradient } from './mean-gradient.ts';

/**
 * Adds gradients up until there are enough of them for one update.
 *
 * @example
 * ```ts
 * import { GradientSum, parameters } from 'rxgrad';
 * const weights = parameters({ angle: 0 });
 * const sum = new GradientSum(2);
 * sum.add(weights.gradient({ angle: 1 })); // → undefined
 * Array.from(sum.add(weights.gradient({ angle: 3 }))?.data ?? []); // → [2]
 * ```
 */
export class GradientSum {
  readonly n: number;
  #total: Float32Array | undefined;
  #count = 0;
  #size = 0;
  #loss = 0;
  #batches: (Batch | Block)[] = [];

  /**
   * @param n how many gradients make one
   * @throws OptionError when it is no whole number above 0
   */
  constructor(n: number) {
    GradientSum.requireCount(n);
    this.n = n;
  }

  /** @throws OptionError when n is no whole number above 0 */
  static requireCount(n: number): void {
    if (Number.isSafeInteger(n) && n > 0) return;
    throw new OptionError(`accumulate: a whole number ≥ 1 is expected, it is ${n}`);
  }

  /** What those were computed from that wait for others. */
  get batches(): readonly (Batch | Block)[] {
    return this.#batches;
  }

  /** Takes one more; returns the mean of the last n, or undefined while they are fewer. Costs time in all weights. */
  add(gradient: Gradient): Gradient | undefined {
    const total = this.#add(gradient.data);
    this.#loss += gradient.lossValue;
    this.#size += gradient.size;
    this.#count += 1;
    this.#batches.push(...gradient.batches);
    if (this.#count < this.n) return undefined;
    const mean = total.map((value) => value / this.n);
    const origin = { size: this.#size, batches: this.#batches };
    const record = new MeanGradient(gradient, mean, this.#loss / this.n, origin);
    this.#total = undefined;
    this.#batches = [];
    this.#count = this.#loss = this.#size = 0;
    return record;
  }

  #add(data: Float32Array): Float32Array {
    if (this.#total === undefined) {
      this.#total = data.slice();
      return this.#total;
    }
    const total = this.#total;
    for (let i = 0; i < total.length; i += 1) total[i] = (total[i] ?? 0) + (data[i] ?? 0);
    return total;
  }
}
