import { laneMask, loadUpTo4, storeUpTo4, sumLanes } from './memory';

/**
 * With e = y − label: value = mean of e²/2 where |e| ≤ delta, else delta · (|e| − delta/2); dy = e/n, held within
 * ±delta/n.
 */
export function huber(
  y: usize, label: usize, dy: usize, value: usize, outputs: i32, delta: f32, rows: i32,
): void {
  const n = outputs * rows;
  const share: f32 = 1.0 / <f32>n;
  let total: f64 = 0;
  for (let left = n; left > 0; left -= 4, y += 16, label += 16, dy += 16) {
    const losses = compare(y, label, dy, share, delta, left);
    total += <f64>sumLanes(v128.and(losses, laneMask(left)));
  }
  store<f64>(value, total / <f64>n);
}

/** Writes the derivative and returns the losses. */
// @ts-ignore: decorator
@inline function compare(
  y: usize, label: usize, dy: usize, share: f32, delta: f32, left: i32,
): v128 {
  const error = f32x4.sub(loadUpTo4(y, left), loadUpTo4(label, left));
  const limit = f32x4.splat(delta);
  const near = f32x4.pmax(f32x4.pmin(error, limit), f32x4.neg(limit));
  storeUpTo4(dy, f32x4.mul(f32x4.splat(share), near), left);
  // |e| − |near| is 0 near the middle, so one form serves both pieces.
  const far = f32x4.sub(f32x4.abs(error), f32x4.abs(near));
  const square = f32x4.mul(f32x4.splat(0.5), f32x4.mul(near, near));
  return f32x4.add(square, f32x4.mul(limit, far));
}
