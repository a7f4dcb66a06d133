import type { Case, Draw, Plain, Region, Twin } from './twin.ts';

/** Half of the cases are dense, half are tables of which few rows are touched. */
export function segment(draw: Draw): Case {
  const width = draw.size(11);
  if (draw.size(2) === 1) {
    const regions = { weights: draw.floats(width), gradient: draw.floats(width) };
    return { numbers: { width, count: 0, touched: 0 }, regions };
  }
  const rows = draw.size(6);
  const listed = draw.size(rows);
  // Each row once, as the gradient's kernel lists them; the order is of no importance.
  const touched = Float64Array.from({ length: listed }, (_, k) => rows - 1 - k);
  return {
    numbers: { width },
    regions: {
      weights: draw.floats(rows * width),
      gradient: draw.floats(listed * width),
      count: { kind: 'u32', values: Float64Array.of(listed) },
      touched: { kind: 'u32', values: touched },
    },
  };
}

/** A twin for an optimizer: `move` sees one weight, its gradient and its slots, and changes them. */
export function optimizer(
  slots: readonly string[],
  scalars: Readonly<Record<string, readonly [number, number]>>,
  move: (w: Plain, i: number, g: number, slots: Plain[], s: Record<string, number>) => void,
): Twin {
  return {
    arrange(draw) {
      const { numbers, regions } = segment(draw);
      const length = (regions['weights'] as Region).values.length;
      const more: Record<string, Region> = {};
      for (const name of slots)
        more[name] = { kind: 'f32', values: draw.floats(length).values.map(Math.abs) };
      for (const [name, [low, high]] of Object.entries(scalars))
        more[name] = draw.scalar(low, high);
      return { numbers, regions: { ...regions, ...more } };
    },
    compute({ width = 1 }, v) {
      const { weights, gradient, count, touched } = v as Record<string, Plain> & { weights: Plain };
      const s = Object.fromEntries(Object.keys(scalars).map((name) => [name, v[name]?.[0] ?? 0]));
      const listed = touched ? (count?.[0] ?? 0) : 1;
      for (let k = 0; k < listed; k += 1) {
        for (let j = 0; j < width; j += 1) {
          const i = (touched?.[k] ?? 0) * width + j;
          move(
            weights,
            i,
            gradient?.[k * width + j] ?? 0,
            slots.map((name) => v[name] as Plain),
            s,
          );
        }
      }
    },
  };
}

const RATE = { learningRate: [0.001, 0.5] } as const;
const ROLLING = { ...RATE, factor: [0.1, 0.99] } as const;

function roll(v: Plain, i: number, g: number, s: Record<string, number>): number {
  const rolled = (s['factor'] as number) * (v[i] as number) + g;
  v[i] = rolled;
  return rolled;
}

export const sgd = optimizer([], RATE, (w, i, g, _, s) => {
  w[i] = (w[i] as number) - (s['learningRate'] as number) * g;
});
export const momentum = optimizer(['velocity'], ROLLING, (w, i, g, [v], s) => {
  w[i] = (w[i] as number) - (s['learningRate'] as number) * roll(v as Plain, i, g, s);
});
export const nesterov = optimizer(['velocity'], ROLLING, (w, i, g, [v], s) => {
  const step = g + (s['factor'] as number) * roll(v as Plain, i, g, s);
  w[i] = (w[i] as number) - (s['learningRate'] as number) * step;
});
export const adagrad = optimizer(
  ['sum'],
  { ...RATE, epsilon: [1e-10, 1e-8] },
  (w, i, g, [sum], s) => {
    const total = ((sum as Plain)[i] as number) + g * g;
    (sum as Plain)[i] = total;
    const root = Math.sqrt(total) + (s['epsilon'] as number);
    if (root > 0) w[i] = (w[i] as number) - ((s['learningRate'] as number) * g) / root;
  },
);
export const adam = optimizer(
  ['mean', 'variance'],
  {
    ...RATE,
    beta1: [0.8, 0.9],
    beta2: [0.99, 0.999],
    epsilon: [1e-8, 1e-7],
    power1: [0.1, 0.9],
    power2: [0.1, 0.99],
  },
  (w, i, g, [mean, variance], s) => {
    const { learningRate = 0, beta1 = 0, beta2 = 0, epsilon = 0, power1 = 0, power2 = 0 } = s;
    const m = beta1 * ((mean as Plain)[i] as number) + (1 - beta1) * g;
    const v = beta2 * ((variance as Plain)[i] as number) + (1 - beta2) * g * g;
    (mean as Plain)[i] = m;
    (variance as Plain)[i] = v;
    const root = Math.sqrt(v) / Math.sqrt(1 - power2) + epsilon;
    w[i] = (w[i] as number) - ((learningRate / (1 - power1)) * m) / root;
  },
);

export const adamBegin: Twin = {
  arrange: (draw) => ({
    numbers: {},
    regions: {
      beta1: draw.scalar(0.8, 1),
      beta2: draw.scalar(0.9, 1),
      power1: draw.scalar(0.1, 1),
      power2: draw.scalar(0.1, 1),
    },
  }),
  compute(_, v) {
    const { beta1, beta2, power1, power2 } = v as Record<
      'beta1' | 'beta2' | 'power1' | 'power2',
      Plain
    >;
    power1[0] = (power1[0] as number) * (beta1[0] as number);
    power2[0] = (power2[0] as number) * (beta2[0] as number);
  },
};

export function listed(
  { width = 1 }: Record<string, number>,
  { count, touched }: Record<string, Plain>,
): number {
  return (touched ? (count?.[0] ?? 0) : 1) * width;
}

export const addSquares: Twin = {
  arrange(draw) {
    const { numbers, regions } = segment(draw);
    const { weights: _, ...gradient } = regions;
    return { numbers, regions: { ...gradient, sum: draw.scalar(0, 1) } };
  },
  compute(n, v) {
    const squares = (v['gradient'] as Plain)
      .subarray(0, listed(n, v))
      .reduce((s, g) => s + g * g, 0);
    (v['sum'] as Plain)[0] = ((v['sum'] as Plain)[0] as number) + squares;
  },
};

export const clipFactor: Twin = {
  arrange: (draw) => ({
    numbers: {},
    regions: { sum: draw.scalar(0, 4), max: draw.scalar(0.1, 2), factor: draw.zeros(1, 'f64') },
  }),
  compute(_, v) {
    const { sum, max, factor } = v as Record<'sum' | 'max' | 'factor', Plain>;
    factor[0] = Math.min(1, (max[0] as number) / Math.sqrt(sum[0] as number));
  },
};

export const scaleGradient: Twin = {
  arrange(draw) {
    const { numbers, regions } = segment(draw);
    const { weights: _, ...gradient } = regions;
    return { numbers, regions: { ...gradient, factor: draw.scalar(0.1, 1) } };
  },
  compute(n, v) {
    const gradient = v['gradient'] as Plain;
    for (let i = 0; i < listed(n, v); i += 1) {
      gradient[i] = (gradient[i] as number) * Math.fround(v['factor']?.[0] ?? 1);
    }
  },
};

export const clear: Twin = {
  arrange: (draw) => ({ numbers: {}, regions: { at: draw.scalar(1, 2) } }),
  compute: (_, v) => void v['at']?.fill(0),
};
