import { loadUpTo4, storeUpTo4 } from './memory';

/** y = x. */
export function identityForward(x: usize, y: usize, outputs: i32, rows: i32): void {
  const n = outputs * rows;
  let i = 0;
  for (; i + 4 <= n; i += 4, x += 16, y += 16) forth(x, y, 4);
  if (i < n) forth(x, y, n - i);
}

/** dx = dy. */
export function identityInputGradient(
  dy: usize, dx: usize, outputs: i32, rows: i32,
): void {
  const n = outputs * rows;
  let i = 0;
  for (; i + 4 <= n; i += 4, dy += 16, dx += 16) back(dy, dx, 4);
  if (i < n) back(dy, dx, n - i);
}

// @ts-ignore: decorator
@inline function forth(x: usize, y: usize, left: i32): void {
  storeUpTo4(y, loadUpTo4(x, left), left);
}

// @ts-ignore: decorator
@inline function back(dy: usize, dx: usize, left: i32): void {
  storeUpTo4(dx, loadUpTo4(dy, left), left);
}
