import type { Draw, Plain, Region, Twin } from './twin.ts';

const INPUTS = 12;

function sparse(draw: Draw) {
  const rows = draw.size(4);
  const outputs = draw.size(9);
  const starts = new Float64Array(rows + 1);
  for (let r = 0; r < rows; r += 1) starts[r + 1] = (starts[r] as number) + draw.size(7) - 1;
  const entries = starts[rows] as number;
  const regions: Record<string, Region> = {
    starts: { kind: 'u32', values: starts },
    indices: draw.indices(entries, INPUTS),
    values: draw.floats(entries),
  };
  return { numbers: { rows, outputs, inputs: INPUTS }, regions, entries };
}

/** Calls back for each entry of each row. */
function each(
  v: Record<string, Plain>,
  rows: number,
  visit: (row: number, index: number, value: number) => void,
): void {
  const { starts, indices, values } = v as { starts: Plain; indices: Plain; values: Plain };
  for (let r = 0; r < rows; r += 1) {
    for (let k = starts[r] as number; k < (starts[r + 1] as number); k += 1) {
      visit(r, indices[k] as number, values[k] as number);
    }
  }
}

export const sparseForward: Twin = {
  sums: true,
  arrange(draw) {
    const { numbers, regions } = sparse(draw);
    const { rows, outputs } = numbers;
    const weights = draw.floats(INPUTS * outputs);
    const more = { weights, bias: draw.floats(outputs), y: draw.floats(rows * outputs) };
    return { numbers, regions: { ...regions, ...more } };
  },
  compute(n, v) {
    const { rows = 0, outputs = 1 } = n;
    const { y, bias, weights } = v as { y: Plain; bias: Plain; weights: Plain };
    for (let i = 0; i < y.length; i += 1) y[i] = bias[i % outputs] as number;
    each(v, rows, (r, index, value) => {
      for (let j = 0; j < outputs; j += 1) {
        y[r * outputs + j] =
          (y[r * outputs + j] as number) + value * (weights[index * outputs + j] as number);
      }
    });
  },
};

export const sparseWeightGradient: Twin = {
  sums: true,
  arrange(draw) {
    const { numbers, regions, entries } = sparse(draw);
    const { rows, outputs } = numbers;
    const more = {
      dy: draw.floats(rows * outputs),
      positions: draw.indices(INPUTS, 1000),
      count: draw.indices(1, 1000),
      touched: draw.zeros(entries, 'u32'),
      dw: draw.zeros(entries * outputs),
    };
    return { numbers, regions: { ...regions, ...more } };
  },
  compute(n, v) {
    const { rows = 0, outputs = 1 } = n;
    const { dy, count, touched, dw, positions } = v as Record<string, Plain> & {
      dy: Plain;
      dw: Plain;
    };
    const places = new Map<number, number>();
    each(v, rows, (r, index, value) => {
      const place = places.get(index) ?? places.size;
      if (!places.has(index)) {
        places.set(index, place);
        if (touched) touched[place] = index;
        if (positions) positions[index] = place;
      }
      for (let j = 0; j < outputs; j += 1) {
        const k = place * outputs + j;
        dw[k] = (dw[k] as number) + value * (dy[r * outputs + j] as number);
      }
    });
    if (count) count[0] = places.size;
  },
};
