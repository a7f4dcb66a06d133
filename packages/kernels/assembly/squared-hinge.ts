import { exp, logisticOf, minusAbs } from './elementary';
import { laneMask, loadUpTo4, storeUpTo4, sumLanes } from './memory';

/**
 * With s = 2 · label − 1 and h = max(0, 1 − s·y): value = mean of h², dy = −2·s·h/n; prediction = 1/(1 + e⁻ʸ).
 */
export function squaredHinge(
  y: usize, label: usize, prediction: usize, dy: usize, value: usize, outputs: i32, rows: i32,
): void {
  const n = outputs * rows;
  const share: f32 = 1.0 / <f32>n;
  let total: f64 = 0;
  for (let left = n; left > 0; left -= 4, y += 16, label += 16, prediction += 16, dy += 16) {
    const losses = compare(y, label, prediction, dy, share, left);
    total += <f64>sumLanes(v128.and(losses, laneMask(left)));
  }
  store<f64>(value, total / <f64>n);
}

/** Writes derivative and prediction and returns the losses. */
// @ts-ignore: decorator
@inline function compare(
  y: usize, label: usize, prediction: usize, dy: usize, share: f32, left: i32,
): v128 {
  const z = loadUpTo4(y, left), t = loadUpTo4(label, left);
  storeUpTo4(prediction, logisticOf(z, exp(minusAbs(z))), left);
  const side = f32x4.sub(f32x4.add(t, t), f32x4.splat(1));
  const missing = f32x4.pmax(f32x4.sub(f32x4.splat(1), f32x4.mul(side, z)), f32x4.splat(0));
  const slope = f32x4.mul(f32x4.splat(-2 * share), side);
  storeUpTo4(dy, f32x4.mul(slope, missing), left);
  return f32x4.mul(missing, missing);
}
