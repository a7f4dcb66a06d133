import { listed, optimizer, segment } from './optimizers.ts';
import type { Plain, Twin } from './twin.ts';

type Numbers = Record<string, number>;

const RATE = { learningRate: [0.001, 0.5], weightDecay: [0, 0.1] } as const;
const BETAS = { beta1: [0.8, 0.9], beta2: [0.99, 0.999], epsilon: [1e-3, 1e-2] } as const;

/** g + λ·w. */
function decayed(w: Plain, i: number, g: number, { weightDecay = 0 }: Numbers): number {
  return g + weightDecay * (w[i] as number);
}

/** slot = kept · slot + fresh. */
function mix(slot: Plain | undefined, i: number, kept: number, fresh: number): number {
  const mixed = kept * (slot?.[i] ?? 0) + fresh;
  if (slot) slot[i] = mixed;
  return mixed;
}

export const adadelta = optimizer(
  ['square', 'delta'],
  { ...RATE, rho: [0.8, 0.95], epsilon: [1e-3, 1e-2] },
  (w, i, gradient, [square, delta], s) => {
    const { learningRate = 0, rho = 0, epsilon = 0 } = s;
    const g = decayed(w, i, gradient, s);
    const v = mix(square, i, rho, (1 - rho) * g * g);
    const step = (Math.sqrt((delta?.[i] ?? 0) + epsilon) / Math.sqrt(v + epsilon)) * g;
    mix(delta, i, rho, (1 - rho) * step * step);
    w[i] = (w[i] as number) - learningRate * step;
  },
);

export const amsgrad = optimizer(
  ['mean', 'variance', 'largest'],
  { ...RATE, ...BETAS, power1: [0.1, 0.9], power2: [0.1, 0.99] },
  (w, i, gradient, [mean, variance, largest], s) => {
    const { learningRate = 0, beta1 = 0, beta2 = 0, epsilon = 0, power1 = 0, power2 = 0 } = s;
    const g = decayed(w, i, gradient, s);
    const m = mix(mean, i, beta1, (1 - beta1) * g);
    const v = mix(variance, i, beta2, (1 - beta2) * g * g);
    const u = Math.max(v, largest?.[i] ?? 0);
    if (largest) largest[i] = u;
    const root = Math.sqrt(u) / Math.sqrt(1 - power2) + epsilon;
    w[i] = (w[i] as number) - ((learningRate / (1 - power1)) * m) / root;
  },
);

export const nadam = optimizer(
  ['mean', 'variance'],
  {
    ...RATE,
    ...BETAS,
    power2: [0.1, 0.99],
    momentum: [0.1, 0.9],
    nextMomentum: [0.1, 0.9],
    product: [0.1, 0.9],
  },
  (w, i, gradient, [mean, variance], s) => {
    const { learningRate = 0, beta1 = 0, beta2 = 0, epsilon = 0, power2 = 0 } = s;
    const { momentum = 0, nextMomentum = 0, product = 0 } = s;
    const g = decayed(w, i, gradient, s);
    const m = mix(mean, i, beta1, (1 - beta1) * g);
    const v = mix(variance, i, beta2, (1 - beta2) * g * g);
    const root = Math.sqrt(v / (1 - power2)) + epsilon;
    const now = (1 - momentum) / (1 - product);
    const ahead = nextMomentum / (1 - product * nextMomentum);
    w[i] = (w[i] as number) - (learningRate * (now * g + ahead * m)) / root;
  },
);

export const nadamBegin: Twin = {
  arrange: (draw) => ({
    numbers: {},
    regions: {
      beta1: draw.scalar(0.8, 1),
      beta2: draw.scalar(0.9, 1),
      momentumDecay: draw.scalar(0, 1),
      power2: draw.scalar(0.1, 1),
      age: draw.scalar(0, 1000),
      momentum: draw.scalar(0, 1),
      nextMomentum: draw.scalar(0, 1),
      product: draw.scalar(0, 1),
    },
  }),
  compute(_, v) {
    const read = (name: string): number => v[name]?.[0] ?? 0;
    const write = (name: string, value: number): void => void v[name]?.fill(value);
    const t = read('age') + 1;
    const at = (step: number): number =>
      read('beta1') * (1 - 0.5 * 0.96 ** (step * read('momentumDecay')));
    write('power2', read('power2') * read('beta2'));
    write('age', t);
    write('momentum', at(t));
    write('nextMomentum', at(t + 1));
    write('product', read('product') * at(t));
  },
};

export const rmsprop = optimizer(
  ['square', 'mean', 'velocity'],
  { ...RATE, alpha: [0.8, 0.99], epsilon: [0.1, 1], momentum: [0, 0.9] },
  (w, i, gradient, [square, mean, velocity], s) => {
    const { learningRate = 0, alpha = 0, epsilon = 0, momentum = 0 } = s;
    const g = decayed(w, i, gradient, s);
    const v = mix(square, i, alpha, (1 - alpha) * g * g);
    const m = mix(mean, i, alpha, (1 - alpha) * g);
    const root = Math.sqrt(Math.max(0, v - m * m)) + epsilon;
    w[i] = (w[i] as number) - learningRate * mix(velocity, i, momentum, g / root);
  },
);

export const ftrl = optimizer(
  ['total', 'square'],
  { learningRate: [0.01, 0.5], beta: [0.1, 1], l1: [0, 1], l2: [0, 1] },
  (w, i, g, [total, square], s) => {
    if (g === 0) return;
    const { learningRate = 0, beta = 0, l1 = 0, l2 = 0 } = s;
    const before = Math.sqrt(square?.[i] ?? 0);
    const root = Math.sqrt(mix(square, i, 1, g * g));
    const sigma = (root - before) / learningRate;
    const z = mix(total, i, 1, g - sigma * (w[i] as number));
    const strength = (beta + root) / learningRate + l2;
    w[i] = Math.abs(z) <= l1 ? 0 : -(z - Math.sign(z) * l1) / strength;
  },
);

/** A twin for what is done to each number of a gradient, or to each weight that has one. */
function transform(
  target: 'weights' | 'gradient',
  scalars: Readonly<Record<string, readonly [number, number]>>,
  change: (value: number, weight: number, s: Numbers) => number,
): Twin {
  return {
    arrange(draw) {
      const { numbers, regions } = segment(draw);
      const more = Object.fromEntries(
        Object.entries(scalars).map(([name, [low, high]]) => [name, draw.scalar(low, high)]),
      );
      return { numbers, regions: { ...regions, ...more } };
    },
    compute({ width = 1, ...n }, v) {
      const s = Object.fromEntries(Object.keys(scalars).map((name) => [name, v[name]?.[0] ?? 0]));
      const values = v[target] as Plain;
      for (let i = 0; i < listed({ ...n, width }, v); i += 1) {
        const row = v['touched']?.[Math.floor(i / width)] ?? 0;
        const weight = row * width + (i % width);
        const at = target === 'weights' ? weight : i;
        values[at] = change(values[at] as number, v['weights']?.[weight] ?? 0, s);
      }
    },
  };
}

export const clipValue = transform('gradient', { max: [0.1, 2] }, (g, _, { max = 0 }) =>
  Math.max(-max, Math.min(max, g)),
);
export const addPenalty = transform(
  'gradient',
  { l1: [0, 1], l2: [0, 1] },
  (g, w, { l1 = 0, l2 = 0 }) => g + l2 * w + l1 * Math.sign(w),
);
export const decayWeights = transform(
  'weights',
  RATE,
  (w, _, { learningRate = 0, weightDecay = 0 }) => w * (1 - learningRate * weightDecay),
);
export const clearGradient = transform('gradient', {}, () => 0);
