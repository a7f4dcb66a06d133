import { RejectedSampleError } from '../rejected-sample-error.ts';
import { murmur3 } from './murmur3.ts';

/** How many values of one feature are remembered before the memory starts afresh. */
const REMEMBERED = 1 << 16;

/**
 * Where one feature's values go: `bucket` for sign +, `~bucket` (negative) for sign −.
 *
 * Remembers the place of every value it has seen, so that a known value costs one map lookup and no new string.
 */
export class HashedColumn {
  readonly name: string;
  /** The place of the feature's number, when its values are numbers. */
  readonly numeric: number;
  readonly #places = new Map<string, number>();
  readonly #place: (token: string) => number;

  constructor(name: string, place: (token: string) => number) {
    this.name = name;
    this.#place = place;
    this.numeric = place(name);
  }

  /** The place of the token "name=value". */
  categorical(value: string): number {
    const known = this.#places.get(value);
    if (known !== undefined) return known;
    if (this.#places.size >= REMEMBERED) this.#places.clear();
    const place = this.#place(`${this.name}=${value}`);
    this.#places.set(value, place);
    return place;
  }

  /** The error for a value that is neither a string nor a finite number. */
  reject(value: unknown): RejectedSampleError {
    const what = `FeatureHasher: feature "${this.name}"`;
    return typeof value === 'number'
      ? new RejectedSampleError('not-finite', `${what} must be a finite number, it is ${value}`)
      : new RejectedSampleError(
          'category',
          `${what} must be a string or a number, it is ${String(value)}`,
        );
  }
}

/** Murmur3 to bucket and sign as scikit-learn does: |h| mod buckets, − when the top bit of h is set. */
export function placer(buckets: number, signed: boolean, seed: number): (token: string) => number {
  return (token) => {
    const hash = murmur3(token, seed);
    // |−2³¹| has no 32-bit form; scikit-learn takes this bucket for it
    const bucket =
      hash === -2147483648 ? (2147483647 - (buckets - 1)) % buckets : Math.abs(hash) % buckets;
    return signed && hash < 0 ? ~bucket : bucket;
  };
}
