import type { Samples } from '@rxgrad/wire';
import type { FeedBlock, FeedSample, Shape, SparseFeatures } from './feed-sample.ts';

/** Samples that are put together at most, and numbers in them. */
const ROWS = 256;
const NUMBERS = 1 << 18;

/** The columns of a SAMPLES frame. */
export type Columns = Pick<Samples, 'n' | 'x' | 'y' | 'indices' | 'rows'>;

/** Samples of one shape, laid out by column as they come. */
export class Parcel {
  readonly shape: Shape;
  #size = 0;
  #x: Float32Array;
  #y: Float32Array;
  /** Of sparse samples: the places of their values, and where each sample's begin. */
  #indices: Uint32Array;
  #starts: Uint32Array;

  /** @param rows - about how many samples will come: it grows by itself, but copies then */
  constructor(shape: Shape, rows: number) {
    this.shape = shape;
    this.#x = new Float32Array(rows * shape.inputs);
    this.#y = new Float32Array(rows * shape.targets);
    this.#indices = new Uint32Array(0);
    this.#starts = new Uint32Array(shape.sparse ? rows + 1 : 0);
  }

  /** A block as it lies. */
  static of({ x, y, size }: FeedBlock, shape: Shape): Parcel {
    const parcel = new Parcel(shape, 0);
    parcel.#size = size;
    parcel.#y = y;
    if (x instanceof Float32Array) {
      parcel.#x = x;
    } else {
      parcel.#x = x.values;
      parcel.#indices = x.indices;
      parcel.#starts = x.starts;
    }
    return parcel;
  }

  /** How many samples. */
  get size(): number {
    return this.#size;
  }

  /** Whether it is better to begin another one. */
  get full(): boolean {
    return this.#size >= ROWS || this.#size * this.shape.inputs >= NUMBERS;
  }

  /** Copies one more sample of its shape in. */
  add({ x, y }: FeedSample): void {
    const { sparse, inputs, targets } = this.shape;
    const row = this.#size;
    this.#y = roomFor(this.#y, (row + 1) * targets);
    if (typeof y === 'number') this.#y[row] = y;
    else copy(y, this.#y, row * targets);
    if (sparse) {
      this.#addSparse(x as SparseFeatures, row);
    } else {
      this.#x = roomFor(this.#x, (row + 1) * inputs);
      copy(x as ArrayLike<number>, this.#x, row * inputs);
    }
    this.#size += 1;
  }

  /** How many of its samples from `from` on, at most `most`, take at most so many bytes in a frame. */
  fit(from: number, most: number, bytes: number): number {
    const { sparse, inputs, targets } = this.shape;
    const rows = Math.min(most, this.#size - from);
    if (!sparse) return Math.min(rows, Math.floor(bytes / (4 * (inputs + targets))));
    const start = this.#starts[from] as number;
    let count = 0;
    while (count < rows) {
      const entries = (this.#starts[from + count + 1] as number) - start;
      if (8 * entries + 4 * (count + 1) * (1 + targets) + 4 > bytes) break;
      count += 1;
    }
    return count;
  }

  /** The samples `from` … `to` (exclusive), as views. */
  columns(from: number, to: number): Columns {
    const { sparse, inputs, targets } = this.shape;
    const n = to - from;
    const y = this.#y.subarray(from * targets, to * targets);
    if (!sparse) return { n, y, x: this.#x.subarray(from * inputs, to * inputs) };
    const [start, end] = [this.#starts[from] as number, this.#starts[to] as number];
    return {
      n,
      y,
      x: this.#x.subarray(start, end),
      indices: this.#indices.subarray(start, end),
      rows: this.#starts.subarray(from, to + 1).map((at) => at - start),
    };
  }

  #addSparse({ indices, values }: SparseFeatures, row: number): void {
    const start = this.#starts[row] as number;
    const end = start + values.length;
    this.#x = roomFor(this.#x, end);
    this.#indices = roomFor(this.#indices, end);
    this.#starts = roomFor(this.#starts, row + 2);
    this.#x.set(values, start);
    this.#indices.set(indices, start);
    this.#starts[row + 1] = end;
  }
}

/** The same array, or a longer one with the same beginning. */
function roomFor<T extends Float32Array | Uint32Array>(array: T, length: number): T {
  if (length <= array.length) return array;
  const Type = array.constructor as new (length: number) => T;
  const longer = new Type(Math.max(length, 2 * array.length));
  longer.set(array);
  return longer;
}

function copy(from: ArrayLike<number>, to: Float32Array, at: number): void {
  if (from instanceof Float32Array) {
    to.set(from, at);
    return;
  }
  for (let i = 0; i < from.length; i += 1) to[at + i] = from[i] as number;
}
