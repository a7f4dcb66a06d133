import { laneMask, storeUpTo4, sumLanes } from './memory';

/** value = mean of |y − label|, dy = sign(y − label) / n, 0 where they are equal. */
export function absoluteError(
  y: usize, label: usize, dy: usize, value: usize, outputs: i32, rows: i32,
): void {
  const n = outputs * rows;
  const share = f32x4.splat(1.0 / <f32>n);
  const zero = f32x4.splat(0);
  let total: f64 = 0;
  for (let i = 0; i < n; i += 4) {
    const at = <usize>i << 2;
    const error = f32x4.sub(v128.load(y + at), v128.load(label + at));
    const up = v128.and(share, f32x4.gt(error, zero));
    const down = v128.and(share, f32x4.lt(error, zero));
    storeUpTo4(dy + at, f32x4.sub(up, down), n - i);
    let size = f32x4.abs(error);
    if (n - i < 4) size = v128.and(size, laneMask(n - i));
    total += <f64>sumLanes(size);
  }
  store<f64>(value, total / <f64>n);
}
