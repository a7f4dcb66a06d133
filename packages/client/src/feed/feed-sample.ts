/** Features of a sample that are mostly zero: values at indices. */
export interface SparseFeatures {
  readonly indices: Uint32Array;
  readonly values: Float32Array;
}

/** A sample to learn from. */
export interface FeedSample {
  readonly x: ArrayLike<number> | SparseFeatures;
  readonly y: number | ArrayLike<number>;
}

/**
 * Samples that lie side by side already, as in a `Block`; each is learned on its own. Its arrays are
 * sent as they lie: leave them as they are until all fates are told.
 */
export interface FeedBlock {
  /** [size, inputs], row after row, or sparse rows: row r's entries stand at starts[r] … starts[r + 1]. */
  readonly x:
    | Float32Array
    | {
        readonly starts: Uint32Array;
        readonly indices: Uint32Array;
        readonly values: Float32Array;
      };
  /** [size, labels], row after row. */
  readonly y: Float32Array;
  readonly size: number;
}

/** Samples of one shape can travel in one frame. */
export interface Shape {
  readonly sparse: boolean;
  /** Numbers in x; of sparse samples 0, since they may differ. */
  readonly inputs: number;
  readonly targets: number;
}

/** Whether what is fed is many samples at once. */
export function isBlock(fed: FeedSample | FeedBlock): fed is FeedBlock {
  return (fed as Partial<FeedBlock> | undefined)?.size !== undefined;
}

/** The shape of a sample, or undefined when it is none. */
export function shapeOf({ x, y }: FeedSample): Shape | undefined {
  const targets = typeof y === 'number' ? 1 : y?.length;
  if (!Number.isInteger(targets)) return undefined;
  if (typeof x !== 'object' || x === null) return undefined;
  const inputs = (x as { readonly length?: number }).length;
  if (inputs !== undefined) {
    return Number.isInteger(inputs) ? { sparse: false, inputs, targets } : undefined;
  }
  const { indices, values } = x as Partial<SparseFeatures>;
  const fits = Number.isInteger(values?.length) && values?.length === indices?.length;
  return fits ? { sparse: true, inputs: 0, targets } : undefined;
}

/** The shape of a block's samples, or undefined when its arrays can't be shared by so many. */
export function shapeOfBlock({ x, y, size }: FeedBlock): Shape | undefined {
  const targets = y.length / size;
  if (!Number.isInteger(targets) || !Number.isInteger(size)) return undefined;
  if (x instanceof Float32Array) {
    const inputs = x.length / size;
    return Number.isInteger(inputs) ? { sparse: false, inputs, targets } : undefined;
  }
  const { starts, indices, values } = x;
  const fits =
    starts.length === size + 1 &&
    starts[size] === values.length &&
    indices.length === values.length &&
    starts.every((start, row) => row === 0 || start >= (starts[row - 1] as number));
  return fits ? { sparse: true, inputs: 0, targets } : undefined;
}

/** Whether two samples can travel together. */
export function areAlike(a: Shape, b: Shape): boolean {
  return a.sparse === b.sparse && a.targets === b.targets && a.inputs === b.inputs;
}
