import { logistic4, softplus4 } from './elementary';
import { loadUpTo4, storeUpTo4 } from './memory';

/** y = ln(1 + eˣ), as max(x, 0) + ln(1 + e^−|x|). */
export function softplusForward(x: usize, y: usize, outputs: i32, rows: i32): void {
  for (let left = outputs * rows; left > 0; left -= 4, x += 16, y += 16) forth(x, y, left);
}

/** dx = dy / (1 + e⁻ˣ). */
export function softplusInputGradient(
  x: usize, dy: usize, dx: usize, outputs: i32, rows: i32,
): void {
  const n = outputs * rows;
  let i = 0;
  for (; i + 4 <= n; i += 4, x += 16, dy += 16, dx += 16) back(x, dy, dx, 4);
  if (i < n) back(x, dy, dx, n - i);
}

// @ts-ignore: decorator
@inline function forth(x: usize, y: usize, left: i32): void {
  storeUpTo4(y, softplus4(loadUpTo4(x, left)), left);
}

// @ts-ignore: decorator
@inline function back(x: usize, dy: usize, dx: usize, left: i32): void {
  storeUpTo4(dx, f32x4.mul(loadUpTo4(dy, left), logistic4(loadUpTo4(x, left))), left);
}
