import { laneMask, loadUpTo4, storeUpTo4, sumLanes } from './memory';

/**
 * With e = y − label: value = mean of (1 − tau) · e where e > 0, else −tau · e; dy = (1 − tau)/n or −tau/n, 0 where they
 * are equal.
 */
export function quantile(
  y: usize, label: usize, dy: usize, value: usize, outputs: i32, tau: f32, rows: i32,
): void {
  const n = outputs * rows;
  const share: f32 = 1.0 / <f32>n;
  let total: f64 = 0;
  for (let left = n; left > 0; left -= 4, y += 16, label += 16, dy += 16) {
    const losses = compare(y, label, dy, share, tau, left);
    total += <f64>sumLanes(v128.and(losses, laneMask(left)));
  }
  store<f64>(value, total / <f64>n);
}

/** Writes the derivative and returns the losses. */
// @ts-ignore: decorator
@inline function compare(
  y: usize, label: usize, dy: usize, share: f32, tau: f32, left: i32,
): v128 {
  const error = f32x4.sub(loadUpTo4(y, left), loadUpTo4(label, left));
  const above = f32x4.gt(error, f32x4.splat(0)), below = f32x4.lt(error, f32x4.splat(0));
  const slope = v128.or(v128.and(above, f32x4.splat(1 - tau)), v128.and(below, f32x4.splat(-tau)));
  storeUpTo4(dy, f32x4.mul(f32x4.splat(share), slope), left);
  return f32x4.mul(slope, error);
}
