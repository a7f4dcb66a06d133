import { loadUpTo4, storeUpTo4, sumLanes } from './memory';

/**
 * value = mean of (y − label)², dy = 2 (y − label) / n.
 */
export function squaredError(
  y: usize, label: usize, dy: usize, value: usize, outputs: i32, rows: i32,
): void {
  const n = outputs * rows;
  const share = f32x4.splat(2.0 / <f32>n);
  let total: f64 = 0;
  let i = 0;
  for (; i + 4 <= n; i += 4, y += 16, label += 16, dy += 16) {
    total += <f64>sumLanes(compare(y, label, dy, share, 4));
  }
  if (i < n) total += <f64>sumLanes(compare(y, label, dy, share, n - i));
  store<f64>(value, total / <f64>n);
}

/** Writes the derivative and returns the losses, 0 beyond `left`. */
// @ts-ignore: decorator
@inline function compare(y: usize, label: usize, dy: usize, share: v128, left: i32): v128 {
  const error = f32x4.sub(loadUpTo4(y, left), loadUpTo4(label, left));
  storeUpTo4(dy, f32x4.mul(share, error), left);
  return f32x4.mul(error, error);
}
