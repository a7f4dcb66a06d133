import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

import { OptionError } from './option-error.ts';
import { log } from './portable.ts';
import type { State, Stateful } from './state.ts';
import { StateReader } from './state-reader.ts';

/**
 * Seeded random numbers: xoroshiro128+ (Blackman & Vigna 2018), the same bits on every engine.
 *
 * @example
 * ```ts
 * import { Random } from 'rxgrad';
 * const random = new Random(1);
 * random.integer(6) === new Random(1).integer(6); // → true
 * random.shuffle([1, 2, 3]).length; // → 3
 * ```
 */
export class Random implements Stateful {
  #generator: ReturnType<typeof xoroshiro128plusFromState>;

  /**
   * @param seed a whole number; close seeds give unrelated streams
   * @throws OptionError when the seed isn't a safe integer
   */
  constructor(seed: number) {
    if (!Number.isSafeInteger(seed)) {
      throw new OptionError(`Random: the seed must be a whole number, it is ${seed}`);
    }
    this.#generator = xoroshiro128plusFromState(scatter(seed));
  }

  /** A number in [0, 1), evenly spread, of 53 random bits. */
  uniform(): number {
    return uniformFloat64(this.#generator);
  }

  /** A number from the normal distribution with mean 0 and deviation 1, by Marsaglia's polar method (1964). */
  normal(): number {
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const s = u * u + v * v;
      if (s > 0 && s < 1) return u * Math.sqrt((-2 * log(s)) / s);
    }
  }

  /**
   * A whole number from 0 to n − 1, each equally likely.
   *
   * @throws OptionError when n isn't a whole number ≥ 1
   */
  integer(n: number): number {
    if (!Number.isSafeInteger(n) || n < 1) {
      throw new OptionError(`Random.integer: n must be a whole number ≥ 1, it is ${n}`);
    }
    return uniformInt(this.#generator, 0, n - 1);
  }

  /** Puts the elements into random order, in place (Fisher–Yates), and returns the same array. */
  shuffle<
    A extends unknown[] | Uint8Array | Int32Array | Uint32Array | Float32Array | Float64Array,
  >(array: A): A {
    const items: { [index: number]: unknown } = array;
    for (let last = array.length - 1; last > 0; last -= 1) {
      const other = this.integer(last + 1);
      const kept = items[last];
      items[last] = items[other];
      items[other] = kept;
    }
    return array;
  }

  snapshot(): State {
    return { type: 'random', words: Int32Array.from(this.#generator.getState()) };
  }

  restore(state: State): void {
    const reader = new StateReader(state, 'random');
    const words = reader.int32('words', 4);
    reader.require(
      words.some((word) => word !== 0),
      'words',
      'not all words may be 0',
    );
    this.#generator = xoroshiro128plusFromState([...words]);
  }
}

/** Four well-mixed words of a seed (SplitMix with murmur3's finalizer): xoroshiro starts badly from sparse bits. */
function scatter(seed: number): number[] {
  let counter = (seed | 0) ^ Math.imul(Math.floor(seed / 2 ** 32), 0x85ebca6b);
  return Array.from({ length: 4 }, () => {
    counter = (counter + 0x9e3779b9) | 0;
    let word = counter;
    word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
    word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
    return word ^ (word >>> 16);
  });
}
