import type { Case, Draw, Plain, Region, Twin } from './twin.ts';

const SLOTS = ['weights', 'squares', 'scales'] as const;
const BIAS = ['bias', 'biasSquare', 'biasScale'] as const;

/** One row of a neuron: half of the cases are dense, half are sparse rows without an index twice. */
function row(draw: Draw, slots: readonly string[], bias: readonly string[]): Case {
  const inputs = draw.size(9);
  const sparse = draw.size(2) === 1;
  const entries = sparse ? draw.size(inputs) : inputs;
  const positive = (length: number): Region => ({
    kind: 'f32',
    values: draw.floats(length).values.map((value) => Math.abs(value) + 0.01),
  });
  const regions: Record<string, Region> = { values: draw.floats(entries) };
  for (const name of slots) regions[name] = positive(inputs);
  for (const name of bias) regions[name] = positive(1);
  if (!sparse) return { numbers: { inputs, starts: 0, indices: 0 }, regions };
  regions['starts'] = { kind: 'u32', values: Float64Array.of(0, entries) };
  const indices = Float64Array.from({ length: entries }, (_, k) => inputs - 1 - k);
  regions['indices'] = { kind: 'u32', values: indices };
  return { numbers: { inputs }, regions };
}

/** Visits a row's features, and the bias as one more that is 1. */
function eachFeature(
  v: Record<string, Plain>,
  visit: (x: number, slots: readonly Plain[], i: number) => void,
): void {
  const slots = SLOTS.map((name) => v[name] as Plain);
  for (const [k, x] of (v['values'] as Plain).entries()) {
    if (x !== 0) visit(x, slots, v['indices']?.[k] ?? k);
  }
  visit(
    1,
    BIAS.map((name) => v[name] as Plain),
    0,
  );
}

export const passiveAggressive: Twin = {
  arrange(draw) {
    const { numbers, regions } = row(draw, ['weights'], ['bias']);
    const dy: Region = { kind: 'f32', values: Float64Array.of(draw.size(3) - 2) };
    const scalars = { value: draw.scalar(0.1, 5), aggressiveness: draw.scalar(0.1, 2) };
    return {
      numbers: { ...numbers, soft: draw.size(2) - 1 },
      regions: { ...regions, ...scalars, dy },
    };
  },
  compute({ soft }, v) {
    const [dy = 0, loss = 0, c = 1] = ['dy', 'value', 'aggressiveness'].map((n) => v[n]?.[0]);
    let norm = 0;
    eachFeature(v, (x) => (norm += x * x));
    const tau = soft ? loss / (norm + 0.5 / c) : Math.min(c, loss / norm);
    eachFeature(v, (x, [weights], i) => {
      if (weights) weights[i] = (weights[i] as number) - tau * dy * x;
    });
  },
};

export const normalizedAdaptive: Twin = {
  arrange(draw) {
    const { numbers, regions } = row(draw, SLOTS, BIAS);
    const label = draw.indices(1, 2).values;
    return {
      numbers: { ...numbers, logistic: draw.size(2) - 1 },
      regions: {
        ...regions,
        y: draw.floats(1),
        label: { kind: 'f32', values: label },
        dy: draw.floats(1),
        learningRate: draw.scalar(0.01, 1),
        examples: draw.scalar(1, 10),
        norms: draw.scalar(1, 10),
      },
    };
  },
  compute({ logistic = 0 }, v) {
    const read = (name: string): number => v[name]?.[0] ?? 0;
    const dy = read('dy');
    if (dy === 0) return;
    let sum = 0;
    let norm = 0;
    eachFeature(v, (x, [w, square, scale], i) => {
      if (!w || !square || !scale) return;
      const known = scale[i] as number;
      square[i] = (square[i] as number) + dy * dy * x * x;
      scale[i] = Math.max(known, Math.abs(x));
      w[i] = ((w[i] as number) * known) / scale[i];
      sum += (x * x) / Math.sqrt(square[i]) / scale[i];
      norm += (x / scale[i]) ** 2;
    });
    v['examples']?.fill(read('examples') + 1);
    v['norms']?.fill(read('norms') + norm);
    const scale = Math.sqrt(read('examples') / read('norms'));
    const reach = sum * scale;
    const eta = read('learningRate');
    const p = read('y');
    const move = logistic
      ? descend(p, read('label'), eta * reach)
      : (read('label') - p) * -Math.expm1(-2 * eta * reach);
    eachFeature(v, (x, [w, square, n], i) => {
      if (!w || !square || !n) return;
      const rate = 1 / Math.sqrt(square[i] as number) / (n[i] as number);
      w[i] = (w[i] as number) + ((scale * move) / reach) * rate * x;
    });
  },
};

/** How far the logistic loss's gradient takes p in so much time: Newton's steps to the end of the differential equation. */
function descend(p: number, label: number, time: number): number {
  const sign = 2 * label - 1;
  const margin = sign * p;
  const x = time + margin + Math.exp(margin);
  let q = x > 1 ? Math.log(x) : x;
  for (let i = 0; i < 50; i += 1) q -= (q + Math.exp(q) - x) / (1 + Math.exp(q));
  return sign * (q - margin);
}
