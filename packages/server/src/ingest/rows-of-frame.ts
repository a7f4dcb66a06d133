import { Block, type SparseRows } from '@rxgrad/model';
import type { Samples } from '@rxgrad/wire';

/** Why a frame's columns are no rows. */
export interface Misshapen {
  readonly reason: string;
}

/** Gives the rows `from` … `to` (exclusive) of a frame. */
export type TakeRows = (from: number, to: number) => Block;

/**
 * Takes a frame's columns as rows, as views; what the values mean is for the model to judge. Says
 * what is wrong with columns that do not fit each other.
 */
export function rowsOfFrame(frame: Samples): TakeRows | Misshapen {
  const { n, y } = frame;
  if (y === undefined) return { reason: 'the samples have no label' };
  if (y.length === 0 || y.length % n !== 0) {
    return { reason: `${y.length} labels cannot be shared by ${n} samples` };
  }
  const targets = y.length / n;
  const features = frame.indices === undefined ? dense(frame) : sparse(frame, frame.indices);
  if (typeof features !== 'function') return features;
  return (from, to) => {
    const labels = to - from === n ? y : y.subarray(from * targets, to * targets);
    return new Block(features(from, to), labels, to - from);
  };
}

type TakeFeatures = (from: number, to: number) => Block['x'];

function dense({ n, x }: Samples): TakeFeatures | Misshapen {
  if (x.length === 0 || x.length % n !== 0) {
    return { reason: `${x.length} numbers cannot be shared by ${n} samples` };
  }
  const width = x.length / n;
  return (from, to) => (to - from === n ? x : x.subarray(from * width, to * width));
}

function sparse({ n, x, rows }: Samples, indices: Uint32Array): TakeFeatures | Misshapen {
  if (indices.length !== x.length) {
    return { reason: `${indices.length} indices for ${x.length} values` };
  }
  if (rows?.length !== n + 1) return { reason: `${n} sparse samples need ${n + 1} row offsets` };
  for (let row = 0; row < n; row += 1) {
    if ((rows[row] as number) > (rows[row + 1] as number)) {
      return { reason: `row offsets go back at ${row + 1}` };
    }
  }
  if ((rows[n] as number) > x.length) return { reason: 'row offsets go beyond the values' };
  return (from, to) => sparseRows(rows.subarray(from, to + 1), indices, x);
}

/** Rows count from 0 on, wherever in a frame they begin. */
function sparseRows(rows: Uint32Array, indices: Uint32Array, values: Float32Array): SparseRows {
  const start = rows[0] as number;
  const end = rows.at(-1) as number;
  return {
    starts: start === 0 ? rows : rows.map((offset) => offset - start),
    indices: indices.subarray(start, end),
    values: values.subarray(start, end),
  };
}
