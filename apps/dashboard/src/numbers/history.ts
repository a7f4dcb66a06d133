/** Columns of a {@link History}, all of one length: bucket `i` spans many observations once the run is long. */
export interface HistoryColumns {
  /** Where the bucket ends on the x axis (samples seen). */
  readonly x: Float64Array;
  readonly mean: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
}

/**
 * A curve of any length in fixed memory: when it is full, neighbors are merged in pairs and buckets get twice as wide.
 * Minimum and maximum survive every merge, so a spike of one observation is still drawn a week later.
 */
export class History {
  readonly capacity: number;
  readonly #columns: HistoryColumns;
  readonly #weights: Float64Array;
  #length = 0;
  #stride = 1;
  #open = 0;

  constructor(capacity = 2048) {
    if (capacity < 2 || capacity % 2 !== 0) {
      throw new RangeError(`History: capacity ${capacity} is no even number from 2 on`);
    }
    this.capacity = capacity;
    const column = () => new Float64Array(capacity);
    this.#columns = { x: column(), mean: column(), min: column(), max: column() };
    this.#weights = column();
  }

  get length(): number {
    return this.#length;
  }

  /** Observations a full bucket holds. */
  get stride(): number {
    return this.#stride;
  }

  /** The newest x, or −∞ before the first observation. */
  get end(): number {
    return this.#columns.x[this.#length - 1] ?? Number.NEGATIVE_INFINITY;
  }

  /** Adds an observation standing for `weight` samples; a value that isn't finite is left out of the curve. */
  push(x: number, value: number, weight = 1): void {
    if (!Number.isFinite(value) || !(weight > 0)) return;
    if (this.#open === 0) this.#openBucket();
    const { x: xs, mean, min, max } = this.#columns;
    const i = this.#length - 1;
    const total = (this.#weights[i] ?? 0) + weight;
    xs[i] = x;
    mean[i] = (mean[i] ?? 0) + ((value - (mean[i] ?? 0)) * weight) / total;
    min[i] = Math.min(min[i] ?? 0, value);
    max[i] = Math.max(max[i] ?? 0, value);
    this.#weights[i] = total;
    this.#open = (this.#open + 1) % this.#stride;
  }

  /** Views of what is held; valid until the next `push`. */
  columns(): HistoryColumns {
    const { x, mean, min, max } = this.#columns;
    const view = (column: Float64Array) => column.subarray(0, this.#length);
    return { x: view(x), mean: view(mean), min: view(min), max: view(max) };
  }

  clear(): void {
    this.#length = 0;
    this.#stride = 1;
    this.#open = 0;
  }

  #openBucket(): void {
    if (this.#length === this.capacity) this.#mergePairs();
    const i = this.#length++;
    this.#columns.mean[i] = 0;
    this.#columns.min[i] = Number.POSITIVE_INFINITY;
    this.#columns.max[i] = Number.NEGATIVE_INFINITY;
    this.#weights[i] = 0;
  }

  #mergePairs(): void {
    const { x, mean, min, max } = this.#columns;
    const weights = this.#weights;
    for (let to = 0; to < this.capacity / 2; to++) {
      const a = 2 * to;
      const b = a + 1;
      const total = (weights[a] ?? 0) + (weights[b] ?? 0);
      x[to] = x[b] ?? 0;
      mean[to] = ((mean[a] ?? 0) * (weights[a] ?? 0) + (mean[b] ?? 0) * (weights[b] ?? 0)) / total;
      min[to] = Math.min(min[a] ?? 0, min[b] ?? 0);
      max[to] = Math.max(max[a] ?? 0, max[b] ?? 0);
      weights[to] = total;
    }
    this.#length = this.capacity / 2;
    this.#stride *= 2;
  }
}
