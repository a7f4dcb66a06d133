import { loadUpTo4, storeUpTo4 } from './memory';

/** y = max(x, 0). */
export function reluForward(x: usize, y: usize, outputs: i32, rows: i32): void {
  const n = outputs * rows;
  let i = 0;
  for (; i + 4 <= n; i += 4, x += 16, y += 16) forth(x, y, 4);
  if (i < n) forth(x, y, n - i);
}

/** dx = dy where x > 0, else 0. */
export function reluInputGradient(
  x: usize, dy: usize, dx: usize, outputs: i32, rows: i32,
): void {
  const n = outputs * rows;
  let i = 0;
  for (; i + 4 <= n; i += 4, x += 16, dy += 16, dx += 16) back(x, dy, dx, 4);
  if (i < n) back(x, dy, dx, n - i);
}

// @ts-ignore: decorator
@inline function forth(x: usize, y: usize, left: i32): void {
  storeUpTo4(y, f32x4.pmax(loadUpTo4(x, left), f32x4.splat(0)), left);
}

// @ts-ignore: decorator
@inline function back(x: usize, dy: usize, dx: usize, left: i32): void {
  const positive = f32x4.gt(loadUpTo4(x, left), f32x4.splat(0));
  storeUpTo4(dx, v128.and(loadUpTo4(dy, left), positive), left);
}
