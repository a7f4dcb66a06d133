import type { Draw, Plain, Region, Twin } from './twin.ts';

/** One label a row, of one number or several; and a row to go to. */
function labels(draw: Draw, rows: number) {
  const width = draw.size(3);
  return {
    numbers: { labelBytes: 4 * width },
    regions: {
      cursor: draw.indices(1, rows),
      blockLabel: draw.floats(rows * width),
      label: draw.floats(width),
    },
  };
}

function copyLabel(v: Record<string, Plain>, row: number): void {
  const { label, blockLabel } = v as Record<'label' | 'blockLabel', Plain>;
  label.set(blockLabel.subarray(row * label.length, (row + 1) * label.length));
}

export const beginRow: Twin = {
  arrange(draw) {
    const rows = draw.size(5);
    const width = draw.size(40);
    const { numbers, regions } = labels(draw, rows);
    return {
      numbers: { ...numbers, bytes: 4 * width },
      regions: { ...regions, blockX: draw.floats(rows * width), x: draw.floats(width) },
    };
  },
  compute(_, v) {
    const row = v['cursor']?.[0] ?? 0;
    const { x, blockX } = v as Record<'x' | 'blockX', Plain>;
    x.set(blockX.subarray(row * x.length, (row + 1) * x.length));
    copyLabel(v, row);
  },
};

const MOST = 24;

export const beginSparseRow: Twin = {
  arrange(draw) {
    const rows = draw.size(5);
    const { numbers, regions } = labels(draw, rows);
    const starts = new Float64Array(rows + 1);
    for (let r = 0; r < rows; r += 1) starts[r + 1] = (starts[r] as number) + draw.size(MOST) - 1;
    const entries = starts[rows] as number;
    const block = {
      blockStarts: { kind: 'u32', values: starts },
      blockIndices: draw.indices(entries, 1000),
      blockValues: draw.floats(entries),
    } as const;
    const row = {
      starts: draw.indices(2, 1000),
      indices: draw.indices(MOST, 1000),
      values: draw.floats(MOST),
    };
    return { numbers, regions: { ...regions, ...block, ...row } };
  },
  compute(_, v) {
    const row = v['cursor']?.[0] ?? 0;
    const [from = 0, to = 0] = (v['blockStarts'] as Plain).subarray(row);
    v['starts']?.set([0, to - from]);
    v['indices']?.set((v['blockIndices'] as Plain).subarray(from, to));
    v['values']?.set((v['blockValues'] as Plain).subarray(from, to));
    copyLabel(v, row);
  },
};

/** Nothing but the end of a row: it comes back to itself until all rows are done. */
export const endRow: Twin = {
  arrange(draw) {
    const rows = draw.size(6);
    const width = draw.size(9);
    const count: Region = { kind: 'u32', values: Float64Array.of(rows) };
    return {
      numbers: { bytes: 4 * width, distance: 4 * 9 },
      regions: {
        count,
        cursor: draw.indices(1, rows),
        predictions: draw.floats(rows * width),
        prediction: draw.floats(width),
        sum: draw.scalar(0, 9),
        loss: draw.scalar(0, 9),
      },
    };
  },
  compute(_, v) {
    const { cursor, count, predictions, prediction, sum, loss } = v as Record<
      'cursor' | 'count' | 'predictions' | 'prediction' | 'sum' | 'loss',
      Plain
    >;
    const last = count[0] as number;
    for (let row = cursor[0] as number; row < last; row += 1) {
      predictions.set(prediction, row * prediction.length);
      sum[0] = (sum[0] as number) + (loss[0] as number);
    }
    cursor[0] = last;
  },
};
