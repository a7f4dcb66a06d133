import { sigmoid, softplus } from './losses.ts';
import type { Draw, Plain, Region, Twin } from './twin.ts';

/** What a loss makes of a row: its value, its derivative by y, and the prediction. */
type Measure = (
  y: number,
  label: number,
) => { readonly loss: number; readonly slope: number; readonly prediction: number };

/** Rows small enough for errors not to grow from one to the next. */
function arrange(draw: Draw, label: (rows: number) => Region) {
  const [rows, inputs, biased] = [draw.size(5), draw.size(40), draw.size(2) === 1];
  const small = (length: number): Region => ({
    kind: 'f32',
    values: draw.floats(length).values.map((value) => Math.fround(value / 64)),
  });
  const scheduled = draw.size(2) === 1;
  const rates = Float64Array.from(
    { length: rows },
    () => draw.scalar(0.01, 0.2).values[0] as number,
  );
  const cursor = Float64Array.of(draw.size(rows) - 1);
  const regions: Record<string, Region> = {
    x: small(rows * inputs),
    label: label(rows),
    weights: small(inputs),
    learningRate: { kind: 'f64', values: rates },
    predictions: draw.floats(rows),
    sum: draw.scalar(0, 1),
    cursor: { kind: 'u32', values: cursor },
    count: { kind: 'u32', values: Float64Array.of(rows) },
  };
  if (biased) regions['bias'] = small(1);
  return {
    numbers: { inputs, rateStride: scheduled ? 8 : 0, ...(!biased && { bias: 0 }) },
    regions,
  };
}

function learn(n: Record<string, number>, v: Record<string, Plain>, measure: Measure): void {
  const { inputs = 0, rateStride = 0 } = n;
  const { x, label, weights, learningRate, predictions, sum, cursor, count } = v as Record<
    string,
    Plain
  > &
    Record<'x' | 'label' | 'weights' | 'learningRate' | 'predictions', Plain> &
    Record<'sum' | 'cursor' | 'count', Plain>;
  for (let row = cursor[0] as number; row < (count[0] as number); row += 1) {
    const features = x.subarray(row * inputs, (row + 1) * inputs);
    const y = features.reduce(
      (s, value, i) => s + value * (weights[i] as number),
      v['bias']?.[0] ?? 0,
    );
    const { loss, slope, prediction } = measure(y, label[row] as number);
    const rate = Math.fround(learningRate[rateStride === 0 ? 0 : row] as number);
    for (const [i, value] of features.entries())
      weights[i] = (weights[i] as number) - rate * slope * value;
    if (v['bias']) v['bias'][0] = (v['bias'][0] as number) - rate * slope;
    predictions[row] = prediction;
    sum[0] = (sum[0] as number) + loss;
  }
  cursor[0] = count[0] as number;
}

export const neuronSquaredErrorRows: Twin = {
  sums: true,
  arrange: (draw) => arrange(draw, (rows) => draw.floats(rows)),
  compute: (n, v) =>
    learn(n, v, (y, t) => ({ loss: (y - t) ** 2, slope: 2 * (y - t), prediction: y })),
};

export const neuronLogLossRows: Twin = {
  sums: true,
  arrange: (draw) => arrange(draw, (rows) => ({ ...draw.indices(rows, 2), kind: 'f32' })),
  compute: (n, v) =>
    learn(n, v, (y, t) => ({
      loss: softplus(y) - y * t,
      slope: sigmoid(y) - t,
      prediction: sigmoid(y),
    })),
};
