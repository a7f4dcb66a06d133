import { exp, logisticOf, minusAbs } from './elementary';
import { logLossDerivative, logLossOf } from './log-loss';
import { descend, dot } from './neuron';

// A neuron that learns a block by SGD, row by row: a step's kernels in one loop, to the same bits as one after the other.

// @ts-ignore: decorator
@inline const SQUARED_ERROR = 0;
// @ts-ignore: decorator
@inline const LOG_LOSS = 1;

/** Learns by squared error; keeps each row's prediction, and adds its loss to `sum`. */
export function neuronSquaredErrorRows(
  x: usize, label: usize, weights: usize, bias: usize, inputs: i32,
  learningRate: usize, rateStride: usize, predictions: usize, sum: usize, cursor: usize, count: usize,
): void {
  learn(
    x, label, weights, bias, inputs, learningRate, rateStride, predictions, sum, cursor, count, SQUARED_ERROR,
  );
}

/** Learns by log loss; keeps each row's prediction, a probability, and adds its loss to `sum`. */
export function neuronLogLossRows(
  x: usize, label: usize, weights: usize, bias: usize, inputs: i32,
  learningRate: usize, rateStride: usize, predictions: usize, sum: usize, cursor: usize, count: usize,
): void {
  learn(x, label, weights, bias, inputs, learningRate, rateStride, predictions, sum, cursor, count, LOG_LOSS);
}

/** From row `cursor` up to `count`; each row has a learning rate of its own where `rateStride` isn't 0. */
// @ts-ignore: decorator
@inline function learn(
  x: usize, label: usize, weights: usize, bias: usize, inputs: i32,
  learningRate: usize, rateStride: usize, predictions: usize, sum: usize, cursor: usize, count: usize, LOSS: i32,
): void {
  const rows = load<u32>(count);
  let b: f32 = bias ? load<f32>(bias) : 0;
  let total = load<f64>(sum);
  for (let row = load<u32>(cursor); row < rows; ++row) {
    const rate = <f32>load<f64>(learningRate + row * <u32>rateStride);
    const at = row << 2;
    const xi = x + at * inputs;
    const y = dot(xi, weights, inputs) + b;
    const z = v128.replace_lane<f32>(f32x4.splat(0), 0, y), t = v128.load32_zero(label + at);
    let d: v128;
    if (LOSS == LOG_LOSS) {
      const e = exp(minusAbs(z));
      const p = logisticOf(z, e);
      d = logLossDerivative(z, t, p);
      total += <f64>f32x4.extract_lane(logLossOf(z, t, e), 0);
      v128.store32_lane(predictions + at, p, 0);
    } else {
      const error = f32x4.sub(z, t);
      d = f32x4.add(error, error);
      total += <f64>f32x4.extract_lane(f32x4.mul(error, error), 0);
      store<f32>(predictions + at, y);
    }
    d = v128.shuffle<f32>(d, d, 0, 0, 0, 0);
    descend(xi, d, weights, inputs, f32x4.splat(rate));
    if (bias) b -= rate * f32x4.extract_lane(d, 0);
  }
  if (bias) store<f32>(bias, b);
  store<f64>(sum, total);
  store<u32>(cursor, rows);
}
