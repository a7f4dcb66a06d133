import { sigmoid } from './losses.ts';
import { type Plain, type Twin, elementwise } from './twin.ts';

const ALPHA = 0.75;

const logistic = (u: number): number => sigmoid(2 * u);
const inner = (x: number): number => Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3);
const innerSlope = (x: number): number => Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * x ** 2);

/** Φ(x): by its series near 0, by its continued fraction far from it. */
export function normalBelow(x: number): number {
  if (x > 3) return 1 - normalBelow(-x);
  if (x < -3) {
    let fraction = -x;
    for (let k = 60; k > 0; k -= 1) fraction = -x + k / fraction;
    return density(x) / fraction;
  }
  let term = x;
  let total = x;
  for (let k = 3; Math.abs(term) > 1e-17; k += 2) {
    term *= (x * x) / k;
    total += term;
  }
  return 0.5 + density(x) * total;
}

function density(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}

export const eluForward = elementwise(['x'], 'y', (x) => (x > 0 ? x : ALPHA * Math.expm1(x)), {
  alpha: ALPHA,
});
export const eluInputGradient = elementwise(
  ['x', 'dy'],
  'dx',
  (x, dy) => (x > 0 ? dy : dy * ALPHA * Math.exp(x)),
  { alpha: ALPHA },
);
export const geluForward = elementwise(['x'], 'y', (x) => x * normalBelow(x));
export const geluInputGradient = elementwise(
  ['x', 'dy'],
  'dx',
  (x, dy) => dy * (normalBelow(x) + x * density(x)),
);
export const geluTanhForward = elementwise(['x'], 'y', (x) => x * logistic(inner(x)));
export const geluTanhInputGradient = elementwise(['x', 'dy'], 'dx', (x, dy) => {
  const s = logistic(inner(x));
  return dy * (s + x * 2 * s * (1 - s) * innerSlope(x));
});
export const siluForward = elementwise(['x'], 'y', (x) => x * sigmoid(x));
export const siluInputGradient = elementwise(
  ['x', 'dy'],
  'dx',
  (x, dy) => dy * sigmoid(x) * (1 + x * (1 - sigmoid(x))),
);

export const softmaxInputGradient: Twin = {
  arrange(draw) {
    const rows = draw.size(4);
    const outputs = draw.size(11);
    const n = rows * outputs;
    const regions = { y: draw.floats(n), dy: draw.floats(n), dx: draw.zeros(n) };
    return { numbers: { rows, outputs }, regions };
  },
  compute({ rows = 0, outputs = 1 }, v) {
    const { y, dy, dx } = v as { y: Plain; dy: Plain; dx: Plain };
    for (let r = 0; r < rows; r += 1) {
      const [from, to] = [r * outputs, (r + 1) * outputs];
      let mean = 0;
      for (let i = from; i < to; i += 1) mean += (dy[i] as number) * (y[i] as number);
      for (let i = from; i < to; i += 1) dx[i] = (y[i] as number) * ((dy[i] as number) - mean);
    }
  },
};
