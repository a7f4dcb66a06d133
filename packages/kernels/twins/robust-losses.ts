import { arrange, mean, sigmoid } from './losses.ts';
import type { Draw, Plain, Twin } from './twin.ts';

type Formula = (y: number, label: number, option: number) => number;

const numbers = (draw: Draw, n: number): Plain => draw.floats(n).values;
const classes = (draw: Draw, n: number): Plain => draw.indices(n, 2).values;

/** A loss with one option. */
function withOption(option: string, value: number, loss: Formula, slope: Formula): Twin {
  const plain = arrange(numbers, false);
  return {
    arrange(draw) {
      const { numbers: shape, regions } = plain(draw);
      return { numbers: { ...shape, [option]: value }, regions };
    },
    compute: (_, v) =>
      mean(
        v,
        (y, t) => loss(y, t, value),
        (y, t) => slope(y, t, value),
      ),
  };
}

/** A loss with a prediction of its own. */
function predicting(
  labels: (draw: Draw, n: number) => Plain,
  link: (y: number) => number,
  loss: (y: number, label: number) => number,
  slope: (y: number, label: number) => number,
): Twin {
  return {
    arrange: arrange(labels, true),
    compute(_, v) {
      mean(v, loss, slope);
      v['prediction']?.set((v['y'] as Plain).map(link));
    },
  };
}

export const huber = withOption(
  'delta',
  1.5,
  (y, t, delta) => {
    const error = Math.abs(y - t);
    return error <= delta ? error ** 2 / 2 : delta * (error - delta / 2);
  },
  (y, t, delta) => Math.max(-delta, Math.min(delta, y - t)),
);

export const quantile = withOption(
  'tau',
  0.25,
  (y, t, tau) => Math.max(tau * (t - y), (tau - 1) * (t - y)),
  (y, t, tau) => (y > t ? 1 - tau : y < t ? -tau : 0),
);

export const epsilonInsensitive = withOption(
  'epsilon',
  0.5,
  (y, t, epsilon) => Math.max(0, Math.abs(y - t) - epsilon),
  (y, t, epsilon) => (Math.abs(y - t) > epsilon ? Math.sign(y - t) : 0),
);

const missing = (z: number, t: number): number => Math.max(0, 1 - (2 * t - 1) * z);

export const hinge = predicting(classes, sigmoid, missing, (z, t) =>
  missing(z, t) > 0 ? 1 - 2 * t : 0,
);

export const squaredHinge = predicting(
  classes,
  sigmoid,
  (z, t) => missing(z, t) ** 2,
  (z, t) => -2 * (2 * t - 1) * missing(z, t),
);

export const poisson = predicting(
  classes,
  Math.exp,
  (z, t) => Math.exp(z) - t * z,
  (z, t) => Math.exp(z) - t,
);
