import { logistic4 } from './elementary';
import { loadUpTo4, storeUpTo4 } from './memory';

/** y = 1/(1 + e⁻ˣ). */
export function sigmoidForward(x: usize, y: usize, outputs: i32, rows: i32): void {
  for (let left = outputs * rows; left > 0; left -= 4, x += 16, y += 16) forth(x, y, left);
}

/** dx = dy · y (1 − y). */
export function sigmoidInputGradient(
  y: usize, dy: usize, dx: usize, outputs: i32, rows: i32,
): void {
  const n = outputs * rows;
  let i = 0;
  for (; i + 4 <= n; i += 4, y += 16, dy += 16, dx += 16) back(y, dy, dx, 4);
  if (i < n) back(y, dy, dx, n - i);
}

// @ts-ignore: decorator
@inline function forth(x: usize, y: usize, left: i32): void {
  storeUpTo4(y, logistic4(loadUpTo4(x, left)), left);
}

// @ts-ignore: decorator
@inline function back(y: usize, dy: usize, dx: usize, left: i32): void {
  const v = loadUpTo4(y, left);
  const slope = f32x4.mul(v, f32x4.sub(f32x4.splat(1), v));
  storeUpTo4(dx, f32x4.mul(loadUpTo4(dy, left), slope), left);
}
