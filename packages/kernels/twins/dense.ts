import type { Draw, Plain, Region, Twin } from './twin.ts';

/** Σₖ a(k) · b(k). */
function sum(length: number, term: (k: number) => number): number {
  let total = 0;
  for (let k = 0; k < length; k += 1) total += term(k);
  return total;
}

const at = (values: Plain | undefined, i: number): number => values?.[i] ?? 0;

function dense(draw: Draw, outputs: number = draw.size(50)) {
  return { rows: draw.size(9), inputs: draw.size(40), outputs };
}

type Names = 'x' | 'dy' | 'dx' | 'weights' | 'dw' | 'bias' | 'db' | 'y' | 'learningRate';

/** Regions of a dense layer; gradients and results begin as other numbers than 0, to see that they are replaced. */
function layer(draw: Draw, shape: ReturnType<typeof dense>, names: readonly Names[]) {
  const { rows, inputs, outputs } = shape;
  const lengths: Record<Names, number> = {
    x: rows * inputs,
    dx: rows * inputs,
    y: rows * outputs,
    dy: rows * outputs,
    weights: inputs * outputs,
    dw: inputs * outputs,
    bias: outputs,
    db: outputs,
    learningRate: 1,
  };
  const regions: Record<string, Region> = {};
  for (const name of names) {
    regions[name] = name === 'learningRate' ? draw.scalar(0.001, 1) : draw.floats(lengths[name]);
  }
  return { numbers: shape, regions };
}

function forward(n: Record<string, number>, v: Record<string, Plain>): void {
  const { rows = 0, inputs = 0, outputs = 1 } = n;
  for (let r = 0; r < rows; r += 1) {
    for (let j = 0; j < outputs; j += 1) {
      const product = sum(
        inputs,
        (i) => at(v['x'], r * inputs + i) * at(v['weights'], i * outputs + j),
      );
      (v['y'] as Plain)[r * outputs + j] = product + at(v['bias'], j);
    }
  }
}

function weightGradient(n: Record<string, number>, v: Record<string, Plain>): Plain {
  const { rows = 0, inputs = 0, outputs = 1 } = n;
  return Float64Array.from({ length: inputs * outputs }, (_, k) => {
    const i = Math.floor(k / outputs);
    return sum(rows, (r) => at(v['x'], r * inputs + i) * at(v['dy'], r * outputs + (k % outputs)));
  });
}

function biasGradient(n: Record<string, number>, v: Record<string, Plain>): Plain {
  const { rows = 0, outputs = 1 } = n;
  return Float64Array.from({ length: outputs }, (_, j) =>
    sum(rows, (r) => at(v['dy'], r * outputs + j)),
  );
}

function inputGradient(n: Record<string, number>, v: Record<string, Plain>): void {
  const { rows = 0, inputs = 0, outputs = 1 } = n;
  for (let r = 0; r < rows; r += 1) {
    for (let i = 0; i < inputs; i += 1) {
      const product = sum(
        outputs,
        (j) => at(v['dy'], r * outputs + j) * at(v['weights'], i * outputs + j),
      );
      (v['dx'] as Plain)[r * inputs + i] = product;
    }
  }
}

function descend(
  weights: Plain | undefined,
  gradient: Plain,
  learningRate: Plain | undefined,
): void {
  for (const [k, g] of gradient.entries()) {
    if (weights) weights[k] = at(weights, k) - Math.fround(at(learningRate, 0)) * g;
  }
}

/** Columns that the product packs at a time, and from how many rows and columns on it does. */
const PACKED = { panel: 16, rows: 8, columns: 256 };

export const denseForward: Twin = {
  sums: true,
  arrange(draw) {
    const wide = draw.size(4) === 1;
    const { inputs, rows, outputs } = dense(draw);
    const shape = wide
      ? { inputs: 1 + (inputs % 5), rows: rows + 4, outputs: outputs + 230 }
      : { inputs, rows, outputs };
    const { numbers, regions } = layer(draw, shape, ['x', 'weights', 'bias', 'y']);
    return { numbers, regions: { ...regions, panel: draw.floats(shape.inputs * PACKED.panel) } };
  },
  compute(n, v) {
    forward(n, v);
    const { rows = 0, inputs = 0, outputs = 0 } = n;
    if (rows < PACKED.rows || outputs < PACKED.columns) return;
    const first = (Math.floor(outputs / PACKED.panel) - 1) * PACKED.panel;
    v['panel']?.forEach((_, i, panel) => {
      const [half, k, column] = [Math.floor(i / (8 * inputs)), Math.floor(i / 8) % inputs, i % 8];
      panel[i] = at(v['weights'], k * outputs + first + half * 8 + column);
    });
  },
};
export const denseInputGradient: Twin = {
  sums: true,
  arrange: (draw) => layer(draw, dense(draw), ['dy', 'weights', 'dx']),
  compute: inputGradient,
};
export const denseWeightGradient: Twin = {
  sums: true,
  arrange: (draw) => layer(draw, dense(draw), ['x', 'dy', 'dw']),
  compute: (n, v) => v['dw']?.set(weightGradient(n, v)),
};
export const denseSgd: Twin = {
  sums: true,
  arrange: (draw) => layer(draw, dense(draw), ['x', 'dy', 'weights', 'learningRate']),
  compute: (n, v) => descend(v['weights'], weightGradient(n, v), v['learningRate']),
};
export const biasGradientTwin: Twin = {
  sums: true,
  arrange: (draw) => layer(draw, dense(draw), ['dy', 'db']),
  compute: (n, v) => v['db']?.set(biasGradient(n, v)),
};
export const biasSgd: Twin = {
  sums: true,
  arrange: (draw) => layer(draw, dense(draw), ['dy', 'bias', 'learningRate']),
  compute: (n, v) => descend(v['bias'], biasGradient(n, v), v['learningRate']),
};
export const neuronForward: Twin = {
  sums: true,
  arrange: (draw) => layer(draw, dense(draw, 1), ['x', 'weights', 'bias', 'y']),
  compute: forward,
};
export const neuronInputGradient: Twin = {
  sums: true,
  arrange: (draw) => layer(draw, dense(draw, 1), ['dy', 'weights', 'dx']),
  compute: inputGradient,
};
export const neuronGradient: Twin = {
  sums: true,
  arrange: (draw) => layer(draw, dense(draw, 1), ['x', 'dy', 'dw', 'db']),
  compute(n, v) {
    v['dw']?.set(weightGradient(n, v));
    v['db']?.set(biasGradient(n, v));
  },
};
export const neuronSgd: Twin = {
  sums: true,
  arrange: (draw) => layer(draw, dense(draw, 1), ['x', 'dy', 'weights', 'bias', 'learningRate']),
  compute(n, v) {
    descend(v['weights'], weightGradient(n, v), v['learningRate']);
    descend(v['bias'], biasGradient(n, v), v['learningRate']);
  },
};
