import type { Draw, Plain, Twin } from './twin.ts';

export function arrange(
  labels: (draw: Draw, n: number) => Plain,
  prediction: boolean,
): Twin['arrange'] {
  return (draw) => {
    const rows = draw.size(6);
    const outputs = draw.size(20);
    const n = rows * outputs;
    const regions = {
      y: draw.floats(n),
      label: { kind: 'f32' as const, values: labels(draw, n) },
      dy: draw.floats(n),
      value: draw.zeros(1, 'f64'),
    };
    return {
      numbers: { rows, outputs },
      regions: prediction ? { ...regions, prediction: draw.floats(n) } : regions,
    };
  };
}

/** The mean of a loss of single numbers. */
export function mean(
  v: Record<string, Plain>,
  loss: (y: number, label: number) => number,
  slope: (y: number, label: number) => number,
): void {
  const { y, label, dy, value } = v as { y: Plain; label: Plain; dy: Plain; value: Plain };
  let total = 0;
  for (let i = 0; i < y.length; i += 1) {
    total += loss(y[i] as number, label[i] as number);
    dy[i] = slope(y[i] as number, label[i] as number) / y.length;
  }
  value[0] = total / y.length;
}

export const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
export const softplus = (z: number): number => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));

export function softmax(z: Plain): Plain {
  const largest = Math.max(...z);
  const powers = z.map((value) => Math.exp(value - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

export const squaredError: Twin = {
  arrange: arrange((draw, n) => draw.floats(n).values, false),
  compute: (_, v) =>
    mean(
      v,
      (y, t) => (y - t) ** 2,
      (y, t) => 2 * (y - t),
    ),
};

export const absoluteError: Twin = {
  arrange: arrange((draw, n) => draw.floats(n).values, false),
  compute: (_, v) =>
    mean(
      v,
      (y, t) => Math.abs(y - t),
      (y, t) => Math.sign(y - t),
    ),
};

export const logLoss: Twin = {
  arrange: arrange((draw, n) => draw.indices(n, 2).values, true),
  compute(_, v) {
    mean(
      v,
      (z, t) => softplus(z) - z * t,
      (z, t) => sigmoid(z) - t,
    );
    v['prediction']?.set((v['y'] as Plain).map(sigmoid));
  },
};

export const crossEntropy: Twin = {
  arrange(draw) {
    const rows = draw.size(6);
    const outputs = draw.size(20);
    const regions = {
      y: draw.floats(rows * outputs),
      label: { kind: 'f32' as const, values: draw.indices(rows, outputs).values },
      prediction: draw.floats(rows * outputs),
      dy: draw.floats(rows * outputs),
      value: draw.zeros(1, 'f64'),
    };
    return { numbers: { rows, outputs }, regions };
  },
  compute({ rows = 1, outputs = 1 }, v) {
    const { y, label, dy, value, prediction } = v as Record<string, Plain> & {
      y: Plain;
      dy: Plain;
    };
    let total = 0;
    for (let r = 0; r < rows; r += 1) {
      const z = y.subarray(r * outputs, (r + 1) * outputs);
      const p = softmax(z);
      const wanted = label?.[r] ?? 0;
      const largest = Math.max(...z);
      total +=
        Math.log(z.reduce((s, x) => s + Math.exp(x - largest), 0)) +
        largest -
        (z[wanted] as number);
      prediction?.set(p, r * outputs);
      dy.set(
        p.map((q, j) => (q - (j === wanted ? 1 : 0)) / rows),
        r * outputs,
      );
    }
    if (value) value[0] = total / rows;
  },
};

export const softmaxTwin: Twin = {
  arrange(draw) {
    const rows = draw.size(6);
    const outputs = draw.size(20);
    const regions = { y: draw.floats(rows * outputs), prediction: draw.floats(rows * outputs) };
    return { numbers: { rows, outputs }, regions };
  },
  compute({ rows = 1, outputs = 1 }, v) {
    for (let r = 0; r < rows; r += 1) {
      const z = (v['y'] as Plain).subarray(r * outputs, (r + 1) * outputs);
      v['prediction']?.set(softmax(z), r * outputs);
    }
  },
};
