import type { State, Stateful } from '../state.ts';
import { StateReader } from '../state-reader.ts';

/** A piece of a window: how many numbers, their sum, and the sum of their squared distances from their mean. */
export interface Bucket {
  readonly count: number;
  readonly sum: number;
  readonly squares: number;
}

/** Two buckets as one: squares = s₁ + s₂ + (μ₁ − μ₂)²·n₁n₂/(n₁ + n₂). */
export function join(a: Bucket, b: Bucket): Bucket {
  if (a.count === 0) return b;
  const count = a.count + b.count;
  const distance = a.sum / a.count - b.sum / b.count;
  const squares = a.squares + b.squares + (distance * distance * a.count * b.count) / count;
  return { count, sum: a.sum + b.sum, squares };
}

/**
 * ADWIN's exponential histogram: buckets of 1, 2, 4, … numbers, at most so many of each size, older ones larger:
 * a window of n numbers in O(log n) memory.
 */
export class BucketList implements Stateful {
  readonly #perSize: number;
  /** By size, 2^index numbers each; the oldest of a size comes first. */
  #rows: Bucket[][] = [];

  constructor(perSize: number) {
    this.#perSize = perSize;
  }

  add(x: number): void {
    let carried: Bucket = { count: 1, sum: x, squares: 0 };
    for (let size = 0; ; size += 1) {
      const row = (this.#rows[size] ??= []);
      row.push(carried);
      if (row.length <= this.#perSize) return;
      const [oldest, next] = row.splice(0, 2) as [Bucket, Bucket];
      carried = join(oldest, next);
    }
  }

  /** Takes the oldest bucket away. */
  removeOldest(): Bucket | undefined {
    const removed = this.#rows.at(-1)?.shift();
    while (this.#rows.at(-1)?.length === 0) this.#rows.pop();
    return removed;
  }

  /** From the oldest to the newest. */
  *buckets(): Generator<Bucket> {
    for (let size = this.#rows.length - 1; size >= 0; size -= 1) yield* this.#rows[size] ?? [];
  }

  snapshot(): State {
    const buckets = [...this.buckets()];
    return {
      type: 'bucketList',
      counts: Float64Array.from(buckets, ({ count }) => count),
      sums: Float64Array.from(buckets, ({ sum }) => sum),
      squares: Float64Array.from(buckets, (bucket) => bucket.squares),
    };
  }

  restore(state: State): void {
    const reader = new StateReader(state, 'bucketList');
    const counts = reader.float64('counts');
    const sums = reader.float64('sums', counts.length);
    const squares = reader.float64('squares', counts.length);
    const rows: Bucket[][] = [];
    for (const [i, count] of counts.entries()) {
      const size = Math.log2(count);
      reader.require(
        Number.isInteger(size) && size >= 0 && size < 53,
        'counts',
        'powers of 2 are expected',
      );
      const row = (rows[size] ??= []);
      row.push({ count, sum: sums[i] as number, squares: squares[i] as number });
      reader.require(row.length <= this.#perSize, 'counts', `at most ${this.#perSize} of a size`);
    }
    this.#rows = Array.from(rows, (row) => row ?? []);
  }
}
