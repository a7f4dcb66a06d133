import type { Draw, Plain, Region, Twin } from './twin.ts';

/** Half of the cases have numbers that aren't finite, in any place. */
function mixed(draw: Draw, length: number): Region {
  const { kind, values } = draw.floats(length);
  if (draw.size(2) === 1 || length === 0) return { kind, values };
  for (let k = draw.size(3); k > 0; k -= 1) {
    values[draw.size(length) - 1] = [Number.NaN, Infinity, -Infinity][draw.size(3) - 1] ?? 0;
  }
  return { kind, values };
}

const isFinite = (values: Plain): boolean => values.every(Number.isFinite);

export const requireFinite: Twin = {
  arrange(draw) {
    const rows = draw.size(4);
    const width = draw.size(40);
    return {
      numbers: { rows, width },
      regions: { x: mixed(draw, rows * width), fault: draw.zeros(1, 'u32') },
    };
  },
  compute(_, { x, fault }) {
    if (!isFinite(x as Plain)) fault?.fill(1);
  },
};

export const requireSparse: Twin = {
  arrange(draw) {
    const rows = draw.size(4);
    const inputs = draw.size(30);
    const starts = new Float64Array(rows + 1);
    for (let r = 0; r < rows; r += 1) starts[r + 1] = (starts[r] as number) + draw.size(9) - 1;
    const entries = starts[rows] as number;
    return {
      numbers: { rows, inputs },
      regions: {
        starts: { kind: 'u32', values: starts },
        indices: draw.indices(entries, inputs + (draw.size(2) - 1)),
        values: mixed(draw, entries),
        fault: draw.zeros(1, 'u32'),
      },
    };
  },
  compute({ inputs = 0 }, { indices, values, fault }) {
    const known = (indices as Plain).every((index) => index < inputs);
    if (!known || !isFinite(values as Plain)) fault?.fill(1);
  },
};

export const requireCategories: Twin = {
  arrange(draw) {
    const [rows, columns, from] = [draw.size(4), draw.size(4), draw.size(4) - 1];
    const width = from + columns + draw.size(3) - 1;
    const categories = draw.size(9);
    const x = draw.indices(rows * width, categories).values;
    const wrong = [categories, -1, 0.5, Number.NaN, Infinity];
    // Also where another layer looks.
    for (let k = draw.size(3) - 1; k > 0; k -= 1) {
      x[draw.size(x.length) - 1] = wrong[draw.size(wrong.length) - 1] ?? 0;
    }
    return {
      numbers: { rows, columns, from, width, categories },
      regions: { x: { kind: 'f32', values: x }, fault: draw.zeros(2, 'u32') },
    };
  },
  compute({ rows = 0, columns = 0, from = 0, width = 0, categories = 0 }, { x, fault }) {
    for (let i = 0; i < rows * columns; i += 1) {
      const place = Math.floor(i / columns) * width + from + (i % columns);
      const value = x?.[place] ?? Number.NaN;
      if (Number.isInteger(value) && value >= 0 && value < categories) continue;
      fault?.set([2 + place, categories]);
      return;
    }
  },
};
