import { elementwise, type Draw, type Plain, type Region, type Twin } from './twin.ts';

/** Rows of several numbers, for kernels that look at a row as a whole. */
function rowwise(
  inputs: readonly string[],
  outputs: readonly string[],
  compute: (n: Record<string, number>, v: Record<string, Plain>) => void,
  vectors: readonly string[] = [],
  floats: Readonly<Record<string, number>> = {},
): Twin {
  return {
    arrange(draw) {
      const rows = draw.size(4);
      const width = draw.size(11);
      const regions: Record<string, Region> = {};
      for (const name of inputs) regions[name] = draw.floats(rows * width);
      for (const name of outputs) regions[name] = draw.zeros(rows * width);
      for (const name of vectors) regions[name] = draw.floats(width);
      if (vectors.length > 0) regions['scales'] = draw.floats(rows);
      return { numbers: { rows, outputs: width, ...floats }, regions };
    },
    compute,
  };
}

const sum = (values: Plain): number => values.reduce((total, value) => total + value, 0);

/** Calls back with where each row begins and ends. */
function eachRow(n: Record<string, number>, visit: (from: number, to: number, r: number) => void) {
  const { rows = 0, outputs = 1 } = n;
  for (let r = 0; r < rows; r += 1) visit(r * outputs, (r + 1) * outputs, r);
}

export const layerNormForward = rowwise(
  ['x'],
  ['y', 'normalized'],
  (n, v) => {
    const { x, y, normalized, weights, bias, scales } = v as Record<string, Plain> & { x: Plain };
    eachRow(n, (from, to, r) => {
      const row = x.subarray(from, to);
      const mean = sum(row) / row.length;
      const variance = sum(row.map((value) => (value - mean) ** 2)) / row.length;
      const scale = 1 / Math.sqrt(variance + (n['epsilon'] as number));
      if (scales) scales[r] = scale;
      for (const [j, value] of row.entries()) {
        const unit = (value - mean) * scale;
        if (normalized) normalized[from + j] = unit;
        if (y) y[from + j] = unit * (weights?.[j] as number) + (bias?.[j] as number);
      }
    });
  },
  ['weights', 'bias'],
  { epsilon: 0.125 },
);

export const layerNormInputGradient = rowwise(
  ['dy', 'normalized'],
  ['dx'],
  (n, v) => {
    const { dy, dx, normalized, weights, scales } = v as Record<string, Plain> & { dy: Plain };
    eachRow(n, (from, to, r) => {
      const unit = (normalized as Plain).subarray(from, to);
      const g = dy.subarray(from, to).map((d, j) => d * (weights?.[j] as number));
      const mean = sum(g) / g.length;
      const slope = sum(g.map((value, j) => value * (unit[j] as number))) / g.length;
      for (const [j, value] of g.entries()) {
        (dx as Plain)[from + j] =
          (scales?.[r] as number) * (value - mean - (unit[j] as number) * slope);
      }
    });
  },
  ['weights'],
);

export const layerNormWeightGradient = rowwise(
  ['dy', 'normalized'],
  [],
  (n, v) => {
    const { dy, normalized, dw, db } = v as Record<string, Plain> & { dy: Plain };
    dw?.fill(0);
    db?.fill(0);
    for (const [i, d] of dy.entries()) {
      const j = i % (n['outputs'] as number);
      if (dw) dw[j] = (dw[j] as number) + d * (normalized?.[i] as number);
      if (db) db[j] = (db[j] as number) + d;
    }
  },
  ['dw', 'db'],
);

/** Two matrices of one shape, and a third that is made of them. */
function pairwise(formula: (a: number, b: number) => number): Twin {
  const { arrange, compute } = elementwise(['a', 'b'], 'c', formula);
  return {
    arrange(draw) {
      const { numbers, regions } = arrange(draw);
      return { numbers: { ...numbers, width: numbers['outputs'] as number }, regions };
    },
    compute,
  };
}

export const addRows = pairwise((a, b) => a + b);
export const multiplyRows = pairwise((a, b) => a * b);

export const copyColumns: Twin = {
  arrange(draw) {
    const rows = draw.size(4);
    const width = draw.size(9);
    const sourceWidth = width + draw.size(5) - 1;
    const targetWidth = width + draw.size(5) - 1;
    return {
      numbers: { rows, width, sourceWidth, targetWidth },
      regions: {
        source: draw.floats(rows * sourceWidth),
        target: draw.floats(rows * targetWidth),
      },
    };
  },
  compute({ rows = 0, width = 0, sourceWidth = 0, targetWidth = 0 }, { source, target }) {
    for (let r = 0; r < rows; r += 1) {
      const row = (source as Plain).subarray(r * sourceWidth, r * sourceWidth + width);
      target?.set(row, r * targetWidth);
    }
  },
};

export const sliceInputGradient: Twin = {
  arrange(draw) {
    const rows = draw.size(4);
    const outputs = draw.size(9);
    const from = draw.size(5) - 1;
    const inputs = from + outputs + draw.size(5) - 1;
    return {
      numbers: { rows, outputs, from, inputs },
      regions: { dy: draw.floats(rows * outputs), dx: draw.floats(rows * inputs) },
    };
  },
  compute({ rows = 0, outputs = 0, from = 0, inputs = 0 }, { dy, dx }) {
    dx?.fill(0);
    for (let r = 0; r < rows; r += 1) {
      dx?.set((dy as Plain).subarray(r * outputs, (r + 1) * outputs), r * inputs + from);
    }
  },
};

/** Philox4x32-10 of Salmon et al. 2011, in whole numbers of any length. */
export function philox(counter: readonly number[], key: readonly number[]): number[] {
  let [c0, c1, c2, c3] = counter.map(BigInt) as [bigint, bigint, bigint, bigint];
  let [k0, k1] = key.map(BigInt) as [bigint, bigint];
  for (let round = 0; round < 10; round += 1) {
    const a = c0 * 0xd2511f53n;
    const b = c2 * 0xcd9e8d57n;
    [c0, c1, c2, c3] = [(b >> 32n) ^ c1 ^ k0, b & MASK, (a >> 32n) ^ c3 ^ k1, a & MASK];
    k0 = (k0 + 0x9e3779b9n) & MASK;
    k1 = (k1 + 0xbb67ae85n) & MASK;
  }
  return [c0, c1, c2, c3].map(Number);
}

const MASK = 0xffffffffn;

export const dropoutForward: Twin = {
  arrange(draw) {
    const rows = draw.size(4);
    const outputs = draw.size(9);
    const n = rows * outputs;
    return {
      numbers: { rows, outputs, rate: 0.375 },
      regions: {
        x: draw.floats(n),
        y: draw.zeros(n),
        mask: draw.zeros(n),
        state: draw.indices(4, 2 ** 31),
      },
    };
  },
  compute({ rate = 0 }, { x, y, mask, state }) {
    const [k0 = 0, k1 = 0, s0 = 0, s1 = 0] = state as Plain;
    for (const [i, value] of (x as Plain).entries()) {
      const random = philox([i >> 2, 0, s0, s1], [k0, k1])[i % 4] as number;
      const factor = random < rate * 2 ** 32 ? 0 : 1 / (1 - rate);
      if (mask) mask[i] = factor;
      if (y) y[i] = value * factor;
    }
  },
};

export const dropoutCommit: Twin = {
  arrange: (draw) => ({ numbers: {}, regions: { state: draw.indices(4, 2 ** 31) } }),
  compute(_, { state }) {
    if (state) state[2] = (state[2] as number) + 1;
  },
};

function named(draw: Draw) {
  const rows = draw.size(4);
  const inputs = draw.size(3);
  const units = draw.size(9);
  const x: Region = { kind: 'f32', values: draw.indices(rows * inputs, CATEGORIES).values };
  return { rows, inputs, units, x, entries: rows * inputs };
}

const CATEGORIES = 7;

export const embeddingForward: Twin = {
  arrange(draw) {
    const { rows, inputs, units, x, entries } = named(draw);
    const weights = draw.floats(CATEGORIES * units);
    return {
      numbers: { rows, inputs, units },
      regions: { x, weights, y: draw.zeros(entries * units) },
    };
  },
  compute({ units = 1 }, { x, weights, y }) {
    for (const [i, category] of (x as Plain).entries()) {
      y?.set((weights as Plain).subarray(category * units, (category + 1) * units), i * units);
    }
  },
};

export const embeddingWeightGradient: Twin = {
  arrange(draw) {
    const { rows, inputs, units, x, entries } = named(draw);
    return {
      numbers: { rows, inputs, units },
      regions: {
        x,
        dy: draw.floats(entries * units),
        positions: draw.indices(CATEGORIES, 1000),
        count: draw.indices(1, 1000),
        touched: draw.zeros(entries, 'u32'),
        dw: draw.zeros(entries * units),
      },
    };
  },
  compute({ units = 1 }, v) {
    const list = new TouchedList(v);
    for (const [i, category] of (v['x'] as Plain).entries()) {
      for (let j = 0; j < units; j += 1) {
        list.add(category, units, j, (v['dy'] as Plain)[i * units + j] as number);
      }
    }
  },
};

/** A compact gradient: rows in the order in which they are first touched. */
class TouchedList {
  readonly #v: Record<string, Plain>;
  readonly #places = new Map<number, number>();

  constructor(v: Record<string, Plain>) {
    this.#v = v;
    v['count']?.fill(0);
  }

  add(row: number, width: number, j: number, value: number): void {
    const { count, touched, positions, dw } = this.#v;
    const place = this.#places.get(row) ?? this.#places.size;
    this.#places.set(row, place);
    if (touched) touched[place] = row;
    if (positions) positions[row] = place;
    if (count) count[0] = this.#places.size;
    const k = place * width + j;
    if (dw) dw[k] = (dw[k] as number) + value;
  }
}

const INPUTS = 12;

/** Small numbers: what the machine is for cancels. */
function factorized(draw: Draw) {
  const rows = draw.size(4);
  const rank = draw.size(9);
  const starts = new Float64Array(rows + 1);
  for (let r = 0; r < rows; r += 1) starts[r + 1] = (starts[r] as number) + draw.size(6) - 1;
  const entries = starts[rows] as number;
  const small = (length: number): Region => ({
    kind: 'f32',
    values: draw.floats(length).values.map((value) => Math.fround(value / 60)),
  });
  const regions: Record<string, Region> = {
    starts: { kind: 'u32', values: starts },
    indices: draw.indices(entries, INPUTS),
    values: small(entries),
    factors: small(INPUTS * rank),
  };
  return { numbers: { rows, rank }, regions, entries, small };
}

export const factorizationForward: Twin = {
  arrange(draw) {
    const { numbers, regions, small } = factorized(draw);
    const more = { bias: small(1), weights: small(INPUTS) };
    const made = { sums: draw.zeros(numbers.rows * numbers.rank), y: draw.zeros(numbers.rows) };
    return { numbers, regions: { ...regions, ...more, ...made } };
  },
  compute({ rows = 0, rank = 0 }, v) {
    const { starts, indices, values, bias, weights, factors, sums, y } = v as Factorized;
    for (let r = 0; r < rows; r += 1) {
      y[r] = bias[0] as number;
      const terms: { index: number; value: number }[] = [];
      for (let k = starts[r] as number; k < (starts[r + 1] as number); k += 1) {
        terms.push({ index: indices[k] as number, value: values[k] as number });
      }
      const at = (index: number, f: number): number => factors[index * rank + f] as number;
      for (const { index, value } of terms)
        y[r] = (y[r] as number) + value * (weights[index] as number);
      for (let f = 0; f < rank; f += 1) {
        sums[r * rank + f] = terms.reduce(
          (total, { index, value }) => total + at(index, f) * value,
          0,
        );
        // Pair by pair, as the definition has it.
        for (const [i, one] of terms.entries()) {
          for (const other of terms.slice(i + 1)) {
            y[r] =
              (y[r] as number) + at(one.index, f) * one.value * at(other.index, f) * other.value;
          }
        }
      }
    }
  },
};

type Factorized = Readonly<
  Record<'starts' | 'indices' | 'values' | 'bias' | 'weights' | 'factors' | 'sums' | 'y', Plain>
>;

export const factorizationGradient: Twin = {
  arrange(draw) {
    const { numbers, regions, entries, small } = factorized(draw);
    const { rows, rank } = numbers;
    const more = {
      dy: small(rows),
      sums: small(rows * rank),
      positions: draw.indices(INPUTS, 1000),
      count: draw.indices(1, 1000),
      touched: draw.zeros(entries, 'u32'),
      dw: draw.zeros(entries * rank),
    };
    return { numbers, regions: { ...regions, ...more } };
  },
  compute({ rows = 0, rank = 0 }, v) {
    const list = new TouchedList(v);
    const { starts, indices, values, factors, sums } = v as Factorized;
    for (let r = 0; r < rows; r += 1) {
      for (let k = starts[r] as number; k < (starts[r + 1] as number); k += 1) {
        const [index, x] = [indices[k] as number, values[k] as number];
        for (let f = 0; f < rank; f += 1) {
          const others = (sums[r * rank + f] as number) - (factors[index * rank + f] as number) * x;
          list.add(index, rank, f, (v['dy']?.[r] as number) * x * others);
        }
      }
    }
  },
};
