import { exp } from './elementary';
import { laneMask, loadUpTo4, storeUpTo4, sumLanes } from './memory';

/**
 * value = mean of eʸ − label · y, dy = (eʸ − label)/n, prediction = eʸ. Beyond y = 64, eʸ goes on as the tangent there: all
 * stays finite, and dy the value's derivative.
 */
export function poisson(
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
  const rate = exp(f32x4.pmin(z, f32x4.splat(64)));
  const beyond = f32x4.pmax(f32x4.sub(z, f32x4.splat(64)), f32x4.splat(0));
  storeUpTo4(dy, f32x4.mul(f32x4.splat(share), f32x4.sub(rate, t)), left);
  storeUpTo4(prediction, exp(f32x4.pmin(z, f32x4.splat(88))), left);
  const curve = f32x4.add(rate, f32x4.mul(rate, beyond));
  return f32x4.sub(curve, f32x4.mul(t, z));
}

/** prediction = eʸ, up to y = 88. */
export function exponential(y: usize, prediction: usize, outputs: i32, rows: i32): void {
  for (let left = outputs * rows; left > 0; left -= 4, y += 16, prediction += 16) {
    storeUpTo4(prediction, exp(f32x4.pmin(loadUpTo4(y, left), f32x4.splat(88))), left);
  }
}
