import { storeUpTo4, sumLanes, laneMask } from './memory';

/** value = mean of (y − label)², dy = 2 (y − label) / n. */
export function squaredError(
  y: usize, label: usize, dy: usize, value: usize, outputs: i32, rows: i32,
): void {
  const n = outputs * rows;
  const scale = f32x4.splat(2.0 / <f32>n);
  let total: f64 = 0;
  for (let i = 0; i < n; i += 4) {
    const at = <usize>i << 2;
    const error = f32x4.sub(v128.load(y + at), v128.load(label + at));
    let square = f32x4.mul(error, error);
    if (n - i < 4) square = v128.and(square, laneMask(n - i));
    total += <f64>sumLanes(square);
    storeUpTo4(dy + at, f32x4.mul(scale, error), n - i);
  }
  store<f64>(value, total / <f64>n);
}
