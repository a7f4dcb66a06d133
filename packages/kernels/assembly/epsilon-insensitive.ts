import { laneMask, loadUpTo4, storeUpTo4, sumLanes } from './memory';

/**
 * With e = y − label: value = mean of max(0, |e| − epsilon); dy = sign(e)/n where |e| > epsilon, else 0.
 */
export function epsilonInsensitive(
  y: usize, label: usize, dy: usize, value: usize, outputs: i32, epsilon: f32, rows: i32,
): void {
  const n = outputs * rows;
  const share: f32 = 1.0 / <f32>n;
  let total: f64 = 0;
  for (let left = n; left > 0; left -= 4, y += 16, label += 16, dy += 16) {
    const losses = compare(y, label, dy, share, epsilon, left);
    total += <f64>sumLanes(v128.and(losses, laneMask(left)));
  }
  store<f64>(value, total / <f64>n);
}

/** Writes the derivative and returns the losses. */
// @ts-ignore: decorator
@inline function compare(
  y: usize, label: usize, dy: usize, share: f32, epsilon: f32, left: i32,
): v128 {
  const error = f32x4.sub(loadUpTo4(y, left), loadUpTo4(label, left));
  const excess = f32x4.pmax(f32x4.sub(f32x4.abs(error), f32x4.splat(epsilon)), f32x4.splat(0));
  const sign = v128.or(f32x4.splat(share), v128.and(error, f32x4.splat(-0.0)));
  storeUpTo4(dy, v128.and(sign, f32x4.gt(excess, f32x4.splat(0))), left);
  return excess;
}
