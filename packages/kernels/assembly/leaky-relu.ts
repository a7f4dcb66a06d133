import { loadUpTo4, storeUpTo4 } from './memory';

/** y = x where x > 0, else slope · x. */
export function leakyReluForward(x: usize, y: usize, outputs: i32, slope: f32, rows: i32): void {
  const n = outputs * rows;
  let i = 0;
  for (; i + 4 <= n; i += 4, x += 16, y += 16) forth(x, y, slope, 4);
  if (i < n) forth(x, y, slope, n - i);
}

/** dx = dy where x > 0, else slope · dy. */
export function leakyReluInputGradient(
  x: usize, dy: usize, dx: usize, outputs: i32, slope: f32, rows: i32,
): void {
  const n = outputs * rows;
  let i = 0;
  for (; i + 4 <= n; i += 4, x += 16, dy += 16, dx += 16) back(x, dy, dx, slope, 4);
  if (i < n) back(x, dy, dx, slope, n - i);
}

// @ts-ignore: decorator
@inline function forth(x: usize, y: usize, slope: f32, left: i32): void {
  const v = loadUpTo4(x, left);
  const positive = f32x4.gt(v, f32x4.splat(0));
  storeUpTo4(y, v128.bitselect(v, f32x4.mul(f32x4.splat(slope), v), positive), left);
}

// @ts-ignore: decorator
@inline function back(x: usize, dy: usize, dx: usize, slope: f32, left: i32): void {
  const d = loadUpTo4(dy, left);
  const positive = f32x4.gt(loadUpTo4(x, left), f32x4.splat(0));
  storeUpTo4(dx, v128.bitselect(d, f32x4.mul(f32x4.splat(slope), d), positive), left);
}
