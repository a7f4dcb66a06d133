import { OptionError } from '../option-error.ts';
import type { SparseVector } from '../sparse-vector.ts';
import { HashedColumn, placer } from './hashed-column.ts';
import { SparseRow } from './sparse-row.ts';

const LARGEST_BUCKETS = 2 ** 31 - 2;

/** A feature's value: a number goes in as it is, a string as the token "name=value" with the number 1. */
export type FeatureValue = number | string;

/**
 * Turns named features into a sparse vector of fixed length by hashing their names (Weinberger et al. 2009).
 *
 * index = |murmur3(token)| mod buckets, the value's sign flips when the hash's top bit is set, so that collisions
 * cancel on average. Indices and values equal scikit-learn's `FeatureHasher(input_type="dict")`. Holds no state that
 * changes results; it only remembers hashes.
 *
 * @example
 * ```ts
 * import { FeatureHasher } from 'rxgrad';
 * const hasher = new FeatureHasher({ buckets: 16 });
 * const x = hasher.transformOne({ origin: 'ABQ', distance: 0.5 });
 * x.indices.length; // → 2
 * Math.abs(x.values[0] ?? 0); // → 1
 * ```
 */
export class FeatureHasher {
  readonly buckets: number;
  readonly #place: (token: string) => number;
  readonly #columns = new Map<string, HashedColumn>();
  readonly #row = new SparseRow();

  /**
   * @param options.buckets length of the vectors, 2^16 unless given
   * @param options.signed whether values take the hash's sign; true unless given
   * @param options.seed murmur3's seed, 0 unless given, as in scikit-learn
   * @throws OptionError when buckets isn't a whole number from 1 to 2^31 − 2
   */
  constructor(options: { buckets?: number; signed?: boolean; seed?: number } = {}) {
    const { buckets = 2 ** 16, signed = true, seed = 0 } = options;
    if (!Number.isSafeInteger(buckets) || buckets < 1 || buckets > LARGEST_BUCKETS) {
      throw new OptionError(
        `FeatureHasher: buckets must be a whole number from 1 to ${LARGEST_BUCKETS}, it is ${buckets}`,
      );
    }
    this.buckets = buckets;
    this.#place = placer(buckets, signed, seed);
  }

  /**
   * Hashes one sample's features; zeros are left out, tokens that fall into one bucket are added up.
   *
   * @throws RejectedSampleError ('not-finite', 'category')
   */
  transformOne(x: { readonly [name: string]: FeatureValue }): SparseVector {
    const row = this.#row.start();
    for (const name in x) {
      if (Object.hasOwn(x, name)) row.add(this.#column(name), x[name]);
    }
    return row.finish();
  }

  /**
   * The same hash for a fixed list of features whose values come by position: no object, no name looked up.
   *
   * @example
   * ```ts
   * import { FeatureHasher } from 'rxgrad';
   * const hasher = new FeatureHasher();
   * const hash = hasher.compile(['origin', 'distance']);
   * const byName = hasher.transformOne({ origin: 'ABQ', distance: 0.5 });
   * hash(['ABQ', 0.5]).indices[0] === byName.indices[0]; // → true
   * ```
   */
  compile(names: readonly string[]): (values: ArrayLike<FeatureValue>) => SparseVector {
    const columns = names.map((name) => new HashedColumn(name, this.#place));
    const scratch = new SparseRow();
    return (values) => {
      if (values.length !== columns.length) {
        throw SparseRow.wrongLength(columns.length, values.length);
      }
      const row = scratch.start();
      for (let i = 0; i < columns.length; i += 1) {
        row.add(columns[i] as HashedColumn, values[i]);
      }
      return row.finish();
    };
  }

  #column(name: string): HashedColumn {
    const known = this.#columns.get(name);
    if (known !== undefined) return known;
    if (this.#columns.size >= 1024) this.#columns.clear(); // each remembers many values
    const column = new HashedColumn(name, this.#place);
    this.#columns.set(name, column);
    return column;
  }
}
