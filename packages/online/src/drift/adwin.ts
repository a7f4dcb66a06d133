import { log } from '../portable.ts';
import type { State } from '../state.ts';
import { StateReader } from '../state-reader.ts';
import { type Bucket, BucketList, join } from './bucket-list.ts';
import { checkNumber, requireOption } from './check.ts';
import type { DriftDetector } from './drift-detector.ts';

/** How adaptive windowing decides. */
export interface AdwinOptions {
  /** Chance of a false alarm, 0.002 unless given. */
  readonly delta?: number;
  /** Looks for a change at every so many numbers, 32 unless given. */
  readonly every?: number;
}

/** An adaptive window: besides drift, it tells the mean of what still holds. */
export interface Adwin extends DriftDetector {
  /** How many numbers are in the window. */
  readonly width: number;
  /** Their mean; NaN while there are none. */
  readonly mean: number;
}

const BUCKETS_PER_SIZE = 5;
/** Each part of a cut has this many numbers at least, and the window twice as many. */
const SMALLEST_PART = 5;
const EMPTY: Bucket = { count: 0, sum: 0, squares: 0 };

class AdaptiveWindow implements Adwin {
  readonly name = 'adwin';
  readonly warning = false;
  readonly #delta: number;
  readonly #every: number;
  #list = new BucketList(BUCKETS_PER_SIZE);
  #window = EMPTY;
  #seen = 0;
  #drift = false;

  constructor(delta: number, every: number) {
    this.#delta = delta;
    this.#every = every;
  }

  get drift(): boolean {
    return this.#drift;
  }

  get width(): number {
    return this.#window.count;
  }

  get mean(): number {
    return this.#window.sum / this.#window.count;
  }

  update(x: number): void {
    checkNumber(this.name, x);
    this.#list.add(x);
    this.#window = join(this.#window, { count: 1, sum: x, squares: 0 });
    this.#seen += 1;
    this.#drift = false;
    if (this.#seen % this.#every !== 0) return;
    while (this.width > 2 * SMALLEST_PART && this.#hasCut()) {
      this.#drift = true;
      this.#dropOldest();
    }
  }

  snapshot(): State {
    return {
      type: this.name,
      buckets: this.#list.snapshot(),
      ...this.#window,
      seen: this.#seen,
      drift: this.#drift,
    };
  }

  restore(state: State): void {
    const reader = new StateReader(state, this.name);
    const count = reader.count('count');
    const sum = reader.finite('sum');
    const squares = reader.finite('squares');
    const seen = reader.count('seen');
    const drift = reader.boolean('drift');
    const list = new BucketList(BUCKETS_PER_SIZE);
    list.restore(reader.any('buckets'));
    const held = [...list.buckets()].reduce((total, bucket) => total + bucket.count, 0);
    reader.require(held === count, 'count', `the buckets hold ${held} numbers, it is ${count}`);
    this.#list = list;
    this.#window = { count, sum, squares };
    this.#seen = seen;
    this.#drift = drift;
  }

  /** Whether the window falls into an older and a newer part whose means differ too much. */
  #hasCut(): boolean {
    const { count, sum, squares } = this.#window;
    const confidence = log((2 * log(count)) / this.#delta);
    const variance = squares / count;
    let [olderCount, olderSum] = [0, 0];
    for (const bucket of this.#list.buckets()) {
      olderCount += bucket.count;
      olderSum += bucket.sum;
      const newerCount = count - olderCount;
      if (newerCount < SMALLEST_PART) return false;
      if (olderCount < SMALLEST_PART) continue;
      const k = 1 / (olderCount - SMALLEST_PART + 1) + 1 / (newerCount - SMALLEST_PART + 1);
      const bound = Math.sqrt(2 * k * variance * confidence) + (2 / 3) * confidence * k;
      const distance = olderSum / olderCount - (sum - olderSum) / newerCount;
      if (Math.abs(distance) > bound) return true;
    }
    return false;
  }

  #dropOldest(): void {
    const { count: n, sum: s, squares: q } = this.#list.removeOldest() ?? EMPTY;
    const count = this.#window.count - n;
    const sum = this.#window.sum - s;
    const distance = s / n - sum / count;
    const between = (distance * distance * n * count) / (n + count);
    this.#window = { count, sum, squares: Math.max(0, this.#window.squares - q - between) };
  }
}

/**
 * Adaptive windowing (Bifet & Gavaldà 2007): keeps as long a window of the latest numbers as has one mean, and drops
 * its older part when the two differ.
 *
 * A cut into n₀ older and n₁ newer numbers is a change when their means differ by more than
 * ε = √(2kσ²D) + ⅔Dk with D = ln(2·ln W/δ) and k = 1/(n₀ − 4) + 1/(n₁ − 4): River's form of the bound. Every cut
 * between buckets is tried. O(log W) memory and time. As in the paper the newer part is kept, so one
 * change may be told again while it is still in the window; River forgets the whole window.
 *
 * @throws OptionError when delta isn't between 0 and 1, or every isn't a whole number ≥ 1
 *
 * @example
 * ```ts
 * import { drift } from 'rxgrad';
 * const detector = drift.adwin();
 * for (let i = 0; i < 500; i += 1) detector.update(i % 2);
 * while (!detector.drift) detector.update(5);
 * detector.width < 500; // → true
 * ```
 */
export function adwin(options: AdwinOptions = {}): Adwin {
  const { delta = 0.002, every = 32 } = options;
  requireOption('adwin', delta > 0 && delta < 1, `delta must be between 0 and 1, it is ${delta}`);
  const whole = Number.isSafeInteger(every) && every >= 1;
  requireOption('adwin', whole, `every must be a whole number ≥ 1, it is ${every}`);
  return new AdaptiveWindow(delta, every);
}
