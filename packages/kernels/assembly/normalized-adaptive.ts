import { log } from './elementary';
import { exp64 } from './exp64';
import { entryCount, entryOffset } from './linear-entries';

/**
 * One row of a linear neuron, learned as Vowpal Wabbit does by default: with a rate for each weight from its gradients (G)
 * and its feature's largest magnitude (N), and a step that is as good as many small ones.
 *
 * For each feature G += dy²·x²; where |x| > N: w ×= N/|x|, N = |x|; r = 1/(√G·N), S += x²·r, norms += x²/N². Then
 * examples += 1, s = √(examples/norms), and w += s·U·r·x, with U from η and s·S; a bias has x = 1.
 */
export function normalizedAdaptive(
  starts: usize, indices: usize, values: usize, inputs: u32,
  weights: usize, squares: usize, scales: usize, bias: usize, biasSquare: usize, biasScale: usize,
  y: usize, label: usize, dy: usize, logistic: u32, learningRate: usize, examples: usize, norms: usize,
): void {
  const slope = <f64>load<f32>(dy);
  if (slope == 0) return;
  const entries = entryCount(starts, inputs), steepness = slope * slope;
  let sum: f64 = 0, norm: f64 = 0;
  for (let k: u32 = 0; k < entries; ++k) {
    const x = <f64>load<f32>(values + (<usize>k << 2)), at = entryOffset(indices, k);
    if (x == 0) continue;
    sum += x * x * meet(x, steepness, weights + at, squares + at, scales + at);
    norm += part(x, scales + at);
  }
  if (bias) {
    sum += meet(1, steepness, bias, biasSquare, biasScale);
    norm += part(1, biasScale);
  }
  if (norm == 0) return;
  const seen = load<f64>(examples) + 1, total = load<f64>(norms) + norm;
  store<f64>(examples, seen);
  store<f64>(norms, total);
  const scale = sqrt(seen / total), p = <f64>load<f32>(y), t = <f64>load<f32>(label);
  const eta = load<f64>(learningRate), reach = sum * scale;
  const step = scale * (logistic ? logisticStep(p, t, eta, reach) : squaredStep(p, t, eta, reach));
  for (let k: u32 = 0; k < entries; ++k) {
    const x = <f64>load<f32>(values + (<usize>k << 2)), at = entryOffset(indices, k);
    if (x != 0) move(step * x, weights + at, squares + at, scales + at);
  }
  if (bias) move(step, bias, biasSquare, biasScale);
}

/** Takes note of a feature; returns its rate. */
function meet(x: f64, steepness: f64, weight: usize, square: usize, scale: usize): f64 {
  const magnitude = <f32>abs(x), known = load<f32>(scale);
  store<f32>(square, <f32>(<f64>load<f32>(square) + steepness * x * x));
  if (magnitude > known) {
    if (known > 0) store<f32>(weight, load<f32>(weight) * (known / magnitude));
    store<f32>(scale, magnitude);
  }
  return rate(square, scale);
}

/** 1/(√G·N); 0 where G vanishes. */
// @ts-ignore: decorator
@inline function rate(square: usize, scale: usize): f64 {
  const root = sqrt(<f64>load<f32>(square)) * <f64>load<f32>(scale);
  return root > 0 ? 1 / root : 0;
}

/** x²/N². */
// @ts-ignore: decorator
@inline function part(x: f64, scale: usize): f64 {
  const share = x / <f64>load<f32>(scale);
  return share * share;
}

// @ts-ignore: decorator
@inline function move(step: f64, weight: usize, square: usize, scale: usize): void {
  store<f32>(weight, <f32>(<f64>load<f32>(weight) + step * rate(square, scale)));
}

/** (t − p)(1 − e^(−2ηS))/S: where gradient descent ends up in time η when a step moves p by S. */
function squaredStep(p: f64, t: f64, eta: f64, reach: f64): f64 {
  if (eta * reach < 1e-6) return 2 * (t - p) * eta;
  return (t - p) * (1 - exp64(-2 * eta * reach)) / reach;
}

/** The same for the logistic loss and labels of 0 or 1; plain gradient descent for a probability in between. */
function logisticStep(p: f64, t: f64, eta: f64, reach: f64): f64 {
  if (t != 0 && t != 1) return eta * (t - 1 / (1 + exp64(min(-p, 700))));
  const sign = 2 * t - 1, margin = sign * p, e = exp64(min(margin, 700));
  if (eta * reach < 1e-6 || margin > 30) return sign * eta / (1 + e);
  return sign * (root(eta * reach + margin + e) - margin) / reach;
}

/** q with q + e^q = x, by Newton's method from the right: min(x, ln x) lies there, and e^q is convex. */
function root(x: f64): f64 {
  x = min(x, 1e38);
  let q = x;
  if (x > 1) q = <f64>f32x4.extract_lane(log(f32x4.splat(<f32>x)), 0);
  for (let i = 0; i < 20; ++i) {
    const e = exp64(q), step = (q + e - x) / (1 + e);
    q -= step;
    if (abs(step) < 1e-9) break;
  }
  return q;
}
