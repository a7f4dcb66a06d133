import type { Samples } from '@rxgrad/wire';

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

/** Samples of one shape can travel in one frame. */
export interface Shape {
  readonly sparse: boolean;
  /** Numbers in x; for sparse samples any number will do. */
  readonly inputs: number;
  readonly targets: number;
}

/** The shape of a sample, or undefined when it is none. */
export function shapeOf({ x, y }: FeedSample): Shape | undefined {
  const targets = typeof y === 'number' ? 1 : y?.length;
  if (!Number.isInteger(targets)) return undefined;
  if (typeof x !== 'object' || x === null) return undefined;
  if ('indices' in x) {
    const fits = x.indices?.length === x.values?.length && Number.isInteger(x.indices?.length);
    return fits ? { sparse: true, inputs: x.indices.length, targets } : undefined;
  }
  return Number.isInteger(x.length) ? { sparse: false, inputs: x.length, targets } : undefined;
}

/** Whether two samples can travel together. */
export function areAlike(a: Shape, b: Shape): boolean {
  return a.sparse === b.sparse && a.targets === b.targets && (a.sparse || a.inputs === b.inputs);
}

/** Bytes a sample takes in a frame. */
export function bytesOf({ sparse, inputs, targets }: Shape): number {
  return 4 * ((sparse ? 2 * inputs + 1 : inputs) + targets);
}

/** The columns of a SAMPLES frame. */
export type Columns = Pick<Samples, 'n' | 'x' | 'y' | 'indices' | 'rows'>;

/** Lays alike samples out by column. */
export function columnsOf(samples: readonly FeedSample[], shape: Shape): Columns {
  const n = samples.length;
  const y = new Float32Array(n * shape.targets);
  samples.forEach((sample, row) => {
    if (typeof sample.y === 'number') y[row * shape.targets] = sample.y;
    else y.set(sample.y, row * shape.targets);
  });
  return shape.sparse
    ? { n, y, ...sparseColumns(samples.map(({ x }) => x as SparseFeatures)) }
    : { n, y, x: denseColumn(samples, shape.inputs) };
}

function denseColumn(samples: readonly FeedSample[], inputs: number): Float32Array {
  const x = new Float32Array(samples.length * inputs);
  samples.forEach((sample, row) => x.set(sample.x as ArrayLike<number>, row * inputs));
  return x;
}

function sparseColumns(features: readonly SparseFeatures[]): Omit<Columns, 'n' | 'y'> {
  const rows = new Uint32Array(features.length + 1);
  features.forEach(({ indices }, row) => {
    rows[row + 1] = (rows[row] as number) + indices.length;
  });
  const x = new Float32Array(rows[features.length] as number);
  const indices = new Uint32Array(x.length);
  features.forEach((feature, row) => {
    x.set(feature.values, rows[row]);
    indices.set(feature.indices, rows[row]);
  });
  return { x, indices, rows };
}
