import type { Draw, Plain, Region, Twin } from './twin.ts';

type Numbers = Record<string, number>;
type Values = Readonly<Record<string, Plain>>;

/** What a u32 is where floats are read. */
const WORD = 2 ** -149;

/** Where things stand in the scratch, in numbers; as gru.ts of the kernels lays them out. */
function placesOf({ inputs = 0, units = 0, room = 0 }: Numbers) {
  const wide = 3 * units;
  const xs = 4;
  const hs = xs + room * inputs;
  const gates = hs + (room + 1) * units;
  const fromHidden = gates + room * wide;
  const dGates = fromHidden + room * wide;
  const dFromHidden = dGates + room * wide;
  const dh = dFromHidden + room * wide;
  return { wide, xs, hs, gates, fromHidden, dGates, dFromHidden, dh, end: dh + 2 * units };
}

/** Small numbers: a state that swings is chaotic. */
function small(draw: Draw, length: number): Region {
  const { kind, values } = draw.floats(length);
  return { kind, values: values.map((value) => Math.fround(value / 30)) };
}

/** The same, behind words that count samples. */
function counted(draw: Draw, counts: readonly number[], length: number): Region {
  const region = small(draw, length);
  for (const [i, count] of counts.entries()) region.values[i] = count * WORD;
  return { ...region, words: counts.length };
}

/** Shapes, with some samples remembered from before, and room for more than there are. */
function shapes(draw: Draw) {
  const [rows, inputs, units, steps] = [draw.size(4), draw.size(6), draw.size(9), draw.size(4)];
  const remembered = draw.size(steps) - 1;
  const room = rows + steps - 2 + draw.size(3);
  return { numbers: { rows, inputs, units, steps, room }, remembered, length: remembered + rows };
}

type Shapes = ReturnType<typeof shapes>;

function scratchOf(draw: Draw, { numbers, remembered, length }: Shapes): Region {
  return counted(draw, [remembered, length], placesOf(numbers).end);
}

function stateOf(draw: Draw, { numbers, remembered }: Shapes): Region {
  const { inputs, units, steps } = numbers;
  return counted(draw, [remembered], 1 + units + (steps - 1) * inputs);
}

/** The four tensors, or their gradients. */
function tensors(draw: Draw, { inputs, units }: Shapes['numbers']): Record<string, Region> {
  return {
    inputWeights: small(draw, inputs * 3 * units),
    inputBias: small(draw, 3 * units),
    hiddenWeights: small(draw, units * 3 * units),
    hiddenBias: small(draw, 3 * units),
  };
}

const at = (values: Plain | undefined, i: number): number => values?.[i] ?? Number.NaN;
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

function sum(length: number, term: (k: number) => number): number {
  let total = 0;
  for (let k = 0; k < length; k += 1) total += term(k);
  return total;
}

export const gruForward: Twin = {
  sums: true,
  arrange(draw) {
    const shape = shapes(draw);
    const { numbers } = shape;
    const scratch = counted(draw, [7, 9], placesOf(numbers).end);
    const regions = { ...tensors(draw, numbers), state: stateOf(draw, shape), scratch };
    const ends = {
      x: small(draw, numbers.rows * numbers.inputs),
      y: small(draw, numbers.rows * numbers.units),
    };
    return { numbers, regions: { ...regions, ...ends } };
  },
  compute(n, v) {
    const { rows = 0, inputs = 0, units = 0 } = n;
    const { x, y, state, scratch: s } = v as { x: Plain; y: Plain; state: Plain; scratch: Plain };
    const { xs, hs, gates, fromHidden, wide } = placesOf(n);
    const remembered = at(state, 0) / WORD;
    s.set([remembered * WORD, (remembered + rows) * WORD]);
    s.set(state.subarray(1, 1 + units), hs);
    s.set(state.subarray(1 + units, 1 + units + remembered * inputs), xs);
    s.set(x, xs + remembered * inputs);
    for (let t = 0; t < remembered + rows; t += 1) {
      const [gate, hidden, h] = [gates + t * wide, fromHidden + t * wide, hs + t * units];
      for (let k = 0; k < wide; k += 1) {
        s[gate + k] =
          at(v['inputBias'], k) +
          sum(inputs, (i) => at(s, xs + t * inputs + i) * at(v['inputWeights'], i * wide + k));
        s[hidden + k] =
          at(v['hiddenBias'], k) +
          sum(units, (i) => at(s, h + i) * at(v['hiddenWeights'], i * wide + k));
      }
      for (let j = 0; j < units; j += 1) {
        const [second, third] = [units + j, 2 * units + j];
        const r = sigmoid(at(s, gate + j) + at(s, hidden + j));
        const z = sigmoid(at(s, gate + second) + at(s, hidden + second));
        const candidate = Math.tanh(at(s, gate + third) + r * at(s, hidden + third));
        [s[gate + j], s[gate + second], s[gate + third]] = [r, z, candidate];
        s[h + units + j] = (1 - z) * candidate + z * at(s, h + j);
      }
    }
    const last = hs + (remembered + 1) * units;
    y.set(s.subarray(last, last + rows * units));
  },
};

export const gruBackward: Twin = {
  sums: true,
  arrange(draw) {
    const shape = shapes(draw);
    const { numbers } = shape;
    const { hiddenWeights } = tensors(draw, numbers) as { hiddenWeights: Region };
    const dy = small(draw, numbers.rows * numbers.units);
    return { numbers, regions: { dy, hiddenWeights, scratch: scratchOf(draw, shape) } };
  },
  compute(n, v) {
    const { units = 0 } = n;
    const s = v['scratch'] as Plain;
    const { hs, gates, fromHidden, dGates, dFromHidden, dh, wide } = placesOf(n);
    const [remembered, length] = [at(s, 0) / WORD, at(s, 1) / WORD];
    s.fill(0, dh, dh + units);
    for (let t = length - 1; t >= 0; t -= 1) {
      const row = t * wide;
      for (let j = 0; j < units; j += 1) {
        const [second, third] = [row + units + j, row + 2 * units + j];
        const own = t >= remembered ? at(v['dy'], (t - remembered) * units + j) : 0;
        const d = at(s, dh + j) + own;
        const [r, z] = [at(s, gates + row + j), at(s, gates + second)];
        const candidate = at(s, gates + third);
        const dn = d * (1 - z) * (1 - candidate ** 2);
        const dr = dn * at(s, fromHidden + third) * r * (1 - r);
        const dz = d * (at(s, hs + t * units + j) - candidate) * z * (1 - z);
        [s[dGates + row + j], s[dGates + second], s[dGates + third]] = [dr, dz, dn];
        [s[dFromHidden + row + j], s[dFromHidden + second]] = [dr, dz];
        s[dFromHidden + third] = dn * r;
        s[dh + j] = d * z;
      }
      if (t === 0) return;
      for (let i = 0; i < units; i += 1) {
        const before = sum(
          wide,
          (k) => at(s, dFromHidden + row + k) * at(v['hiddenWeights'], i * wide + k),
        );
        s[dh + units + i] = before;
        s[dh + i] = at(s, dh + i) + before;
      }
    }
  },
};

export const gruInputGradient: Twin = {
  sums: true,
  arrange(draw) {
    const shape = shapes(draw);
    const { numbers } = shape;
    const { inputWeights } = tensors(draw, numbers) as { inputWeights: Region };
    const dx = small(draw, numbers.rows * numbers.inputs);
    return { numbers, regions: { dx, inputWeights, scratch: scratchOf(draw, shape) } };
  },
  compute(n, { dx, inputWeights, scratch: s }) {
    const { rows = 0, inputs = 0 } = n;
    const { dGates, wide } = placesOf(n);
    for (let r = 0; r < rows; r += 1) {
      const row = dGates + (at(s, 0) / WORD + r) * wide;
      for (let i = 0; i < inputs; i += 1) {
        const slope = sum(wide, (k) => at(s, row + k) * at(inputWeights, i * wide + k));
        if (dx) dx[r * inputs + i] = slope;
      }
    }
  },
};

export const gruWeightGradient: Twin = {
  sums: true,
  arrange(draw) {
    const shape = shapes(draw);
    const regions = { ...tensors(draw, shape.numbers), scratch: scratchOf(draw, shape) };
    return { numbers: shape.numbers, regions };
  },
  compute(n, v) {
    const { inputs = 0, units = 0 } = n;
    const { xs, hs, dGates, dFromHidden, wide } = placesOf(n);
    product(v, 'inputWeights', 'inputBias', { from: xs, width: inputs, slopes: dGates, wide });
    product(v, 'hiddenWeights', 'hiddenBias', {
      from: hs,
      width: units,
      slopes: dFromHidden,
      wide,
    });
  },
};

/** Gradients of a matrix and a bias, summed over the sequence. */
function product(
  v: Values,
  matrix: string,
  bias: string,
  { from, width, slopes, wide }: Readonly<Record<'from' | 'width' | 'slopes' | 'wide', number>>,
): void {
  const s = v['scratch'] as Plain;
  const length = at(s, 1) / WORD;
  for (let k = 0; k < wide; k += 1) {
    const slope = (t: number): number => at(s, slopes + t * wide + k);
    (v[bias] as Plain)[k] = sum(length, slope);
    for (let i = 0; i < width; i += 1) {
      const total = sum(length, (t) => at(s, from + t * width + i) * slope(t));
      (v[matrix] as Plain)[i * wide + k] = total;
    }
  }
}

export const gruCommit: Twin = {
  arrange(draw) {
    const shape = shapes(draw);
    const regions = { state: stateOf(draw, shape), scratch: scratchOf(draw, shape) };
    return { numbers: shape.numbers, regions };
  },
  compute(n, v) {
    const { inputs = 0, units = 0, steps = 1 } = n;
    const { state, scratch: s } = v as { state: Plain; scratch: Plain };
    const { xs, hs } = placesOf(n);
    const length = at(s, 1) / WORD;
    const kept = Math.min(length, steps - 1);
    const h = hs + (length - kept) * units;
    const x = xs + (length - kept) * inputs;
    state[0] = kept * WORD;
    state.set(s.subarray(h, h + units), 1);
    state.set(s.subarray(x, x + kept * inputs), 1 + units);
  },
};
