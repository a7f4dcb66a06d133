import { OptionError } from '../option-error.ts';
import { RejectedSampleError } from '../rejected-sample-error.ts';
import type { State, Stateful } from '../state.ts';
import { StateReader } from '../state-reader.ts';

/** Below this a square and a sum of squares stay finite. */
const LARGEST = 1e150;

/**
 * Scales dense features to mean 0 and variance 1 with what was seen so far: x' = (x − μ)/√v, 0 where v = 0.
 *
 * Welford's running moments in f64: μ += (x − μ)/n; v += ((x − μ_old)(x − μ) − v)/n. A stream learns a sample
 * *before* it transforms it, as River does (`preprocessing/scale.py`). Sparse vectors aren't scaled: subtracting
 * a mean would make them dense. Uses + − × ÷ √ only: the same bits on every engine.
 *
 * @example
 * ```ts
 * import { StandardScaler } from 'rxgrad';
 * const scaler = new StandardScaler();
 * for (const x of [[1], [2], [3]]) scaler.learnOne(x);
 * scaler.mean[0]; // → 2
 * scaler.transformOne([3])[0]; // → 1.2247449
 * ```
 */
export class StandardScaler implements Stateful {
  #count = 0;
  #mean: Float64Array;
  #variance: Float64Array;

  /**
   * @param features how many features a sample has; taken from the first sample when not given
   * @throws OptionError when `features` isn't a whole number ≥ 1
   */
  constructor(features?: number) {
    if (features !== undefined && !(Number.isSafeInteger(features) && features > 0)) {
      throw new OptionError(
        `StandardScaler: features must be a whole number ≥ 1, it is ${features}`,
      );
    }
    this.#mean = new Float64Array(features ?? 0);
    this.#variance = new Float64Array(features ?? 0);
  }

  /** How many features a sample has; 0 while that isn't known yet. */
  get features(): number {
    return this.#mean.length;
  }

  /** How many samples were learned. */
  get count(): number {
    return this.#count;
  }

  /** A copy of the features' means. */
  get mean(): Float64Array {
    return this.#mean.slice();
  }

  /** A copy of the features' (population) variances. */
  get variance(): Float64Array {
    return this.#variance.slice();
  }

  /**
   * Learns one sample's features.
   *
   * @throws RejectedSampleError ('shape', 'not-finite'); the scaler is unchanged
   */
  learnOne(x: ArrayLike<number>): void {
    this.#check(x, 0, x.length);
    this.#learn(x, 0);
  }

  /**
   * Scales one sample's features.
   *
   * @param out where to write, of `features` elements; a fresh array unless given. May be `x` itself.
   * @throws RejectedSampleError ('shape', 'not-finite')
   */
  transformOne(x: ArrayLike<number>, out?: Float32Array): Float32Array {
    this.#check(x, 0, x.length);
    const result = out ?? new Float32Array(x.length);
    this.#checkOut(result, x.length);
    this.#transform(x, 0, result);
    return result;
  }

  /**
   * Learns and scales row by row, each row learned before it is scaled: bit-equal to a loop of
   * `learnOne` and `transformOne`.
   *
   * @param rows n × features numbers, row after row; with a bad number anywhere, none is learned
   * @param out where to write, as long as `rows`; a fresh array unless given. May be `rows` itself.
   * @throws RejectedSampleError ('shape', 'not-finite'); the scaler is unchanged
   */
  learnTransformMany(rows: ArrayLike<number>, out?: Float32Array): Float32Array {
    return this.#many(rows, out, true);
  }

  /** Scales n rows of `features` numbers without learning; otherwise as `learnTransformMany`. */
  transformMany(rows: ArrayLike<number>, out?: Float32Array): Float32Array {
    return this.#many(rows, out, false);
  }

  /**
   * Takes in what another scaler has learned, as if its samples had come here too (Chan et al. 1979):
   * v = a·v₁ + b·v₂ + ab(μ₁ − μ₂)², with a and b the two shares of all samples.
   *
   * @throws OptionError when the other scaler has another number of features
   */
  merge(other: StandardScaler): void {
    if (other.#count === 0) return;
    if (this.features === 0) this.#resize(other.features);
    if (this.features !== other.features) {
      throw new OptionError(
        `StandardScaler.merge: this one scales ${this.features} features, the other ${other.features}`,
      );
    }
    const count = this.#count + other.#count;
    const b = other.#count / count;
    const a = this.#count / count;
    for (let i = 0; i < this.features; i += 1) {
      const delta = at(other.#mean, i) - at(this.#mean, i);
      this.#variance[i] =
        a * at(this.#variance, i) + b * at(other.#variance, i) + a * b * delta * delta;
      this.#mean[i] = at(this.#mean, i) + b * delta;
    }
    this.#count = count;
  }

  snapshot(): State {
    return { type: 'standardScaler', count: this.#count, mean: this.mean, variance: this.variance };
  }

  restore(state: State): void {
    const reader = new StateReader(state, 'standardScaler');
    const count = reader.count('count');
    const mean = reader.float64('mean', this.features || undefined);
    const variance = reader.float64('variance', mean.length);
    reader.require(mean.every(Number.isFinite), 'mean', 'all must be finite');
    reader.require(
      variance.every((v) => v >= 0 && v < Infinity),
      'variance',
      'all must be ≥ 0',
    );
    this.#count = count;
    this.#mean = mean.slice();
    this.#variance = variance.slice();
  }

  #many(rows: ArrayLike<number>, out: Float32Array | undefined, learn: boolean): Float32Array {
    const features = this.features;
    if (features === 0 || rows.length % features !== 0) {
      throw new RejectedSampleError(
        'shape',
        `StandardScaler: ${rows.length} numbers aren't rows of ${features} features` +
          (features === 0 ? '; give the number of features to the constructor' : ''),
      );
    }
    const result = out ?? new Float32Array(rows.length);
    this.#checkOut(result, rows.length);
    for (let row = 0; row < rows.length; row += features) this.#check(rows, row, features);
    for (let row = 0; row < rows.length; row += features) {
      if (learn) this.#learn(rows, row);
      this.#transform(rows, row, result);
    }
    return result;
  }

  #learn(x: ArrayLike<number>, from: number): void {
    if (this.features === 0) this.#resize(x.length);
    this.#count += 1;
    const [n, mean, variance] = [this.#count, this.#mean, this.#variance];
    for (let i = 0; i < mean.length; i += 1) {
      const value = at(x, from + i);
      const before = at(mean, i);
      const after = before + (value - before) / n;
      mean[i] = after;
      variance[i] = at(variance, i) + ((value - before) * (value - after) - at(variance, i)) / n;
    }
  }

  #transform(x: ArrayLike<number>, from: number, out: Float32Array): void {
    const [mean, variance] = [this.#mean, this.#variance];
    for (let i = 0; i < mean.length; i += 1) {
      const v = at(variance, i);
      out[from + i] = v > 0 ? (at(x, from + i) - at(mean, i)) / Math.sqrt(v) : 0;
    }
  }

  #resize(features: number): void {
    this.#mean = new Float64Array(features);
    this.#variance = new Float64Array(features);
  }

  #check(x: ArrayLike<number>, from: number, length: number): void {
    const features = this.features === 0 ? length : this.features;
    if (length !== features || length === 0) {
      throw new RejectedSampleError(
        'shape',
        `StandardScaler: ${features} features are expected, the sample has ${length}`,
      );
    }
    for (let i = from; i < from + length; i += 1) {
      if (!(Math.abs(at(x, i)) < LARGEST)) {
        throw new RejectedSampleError(
          'not-finite',
          `StandardScaler: feature ${i - from} must be a finite number below 1e150, it is ${x[i]}`,
        );
      }
    }
  }

  #checkOut(out: Float32Array, length: number): void {
    if (out.length !== length) {
      throw new OptionError(
        `StandardScaler: out must have ${length} elements, it has ${out.length}`,
      );
    }
  }
}

function at(array: ArrayLike<number>, index: number): number {
  return array[index] as number; // callers stay inside the length they checked
}
