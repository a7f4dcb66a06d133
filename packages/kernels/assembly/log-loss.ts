import { exp, improbable, log1p, logistic4, logisticOf, minusAbs } from './elementary';
import { laneMask, loadUpTo4, storeUpTo4, sumLanes } from './memory';

/**
 * value = mean of max(y, 0) − y·label + ln(1 + e^−|y|), prediction = p = 1/(1 + e⁻ʸ), dy = (p − label) / n.
 */
export function logLoss(
  y: usize, label: usize, prediction: usize, dy: usize, value: usize, outputs: i32, rows: i32,
): void {
  const n = outputs * rows;
  if (n == 1) {
    // The case of one output, one sample at a time: the same numbers without the detour over a mean.
    const loss = compare(y, label, prediction, dy, f32x4.splat(1), 1);
    return store<f64>(value, <f64>f32x4.extract_lane(loss, 0));
  }
  const share = f32x4.splat(1.0 / <f32>n);
  let total: f64 = 0;
  for (let left = n; left > 0; left -= 4, y += 16, label += 16, prediction += 16, dy += 16) {
    const losses = compare(y, label, prediction, dy, share, left);
    total += <f64>sumLanes(left < 4 ? v128.and(losses, laneMask(left)) : losses);
  }
  store<f64>(value, total / <f64>n);
}

/** Writes derivative and prediction and returns the losses. */
// @ts-ignore: decorator
@inline function compare(
  y: usize, label: usize, prediction: usize, dy: usize, share: v128, left: i32,
): v128 {
  const z = loadUpTo4(y, left), t = loadUpTo4(label, left);
  const e = exp(minusAbs(z));
  const p = logisticOf(z, e);
  storeUpTo4(dy, f32x4.mul(share, logLossDerivative(z, t, p)), left);
  storeUpTo4(prediction, p, left);
  return logLossOf(z, t, e);
}

/** p − t, and 0 where that is below 2⁻¹⁰⁰: it would move no weight, but slow down all that follows, see tiny.ts. */
// @ts-ignore: decorator
@inline export function logLossDerivative(z: v128, t: v128, p: v128): v128 {
  const tiny = v128.and(improbable(z), f32x4.eq(t, f32x4.splat(0)));
  return v128.andnot(f32x4.sub(p, t), tiny);
}

/** max(z, 0) − z·t + ln(1 + e), given e = e^−|z|. */
// @ts-ignore: decorator
@inline export function logLossOf(z: v128, t: v128, e: v128): v128 {
  const linear = f32x4.sub(f32x4.pmax(z, f32x4.splat(0)), f32x4.mul(z, t));
  return f32x4.add(linear, log1p(e));
}

/** prediction = 1/(1 + e⁻ʸ). */
export function logistic(y: usize, prediction: usize, outputs: i32, rows: i32): void {
  const n = outputs * rows;
  for (let left = n; left > 0; left -= 4, y += 16, prediction += 16) {
    storeUpTo4(prediction, logistic4(loadUpTo4(y, left)), left);
  }
}
