import { logistic4 } from './elementary';
import { loadUpTo4, storeUpTo4 } from './memory';

/** y = x σ(x). */
export function siluForward(x: usize, y: usize, outputs: i32, rows: i32): void {
  for (let left = outputs * rows; left > 0; left -= 4, x += 16, y += 16) {
    const v = loadUpTo4(x, left);
    storeUpTo4(y, f32x4.mul(v, logistic4(v)), left);
  }
}

/** dx = dy · σ(x) (1 + x (1 − σ(x))). */
export function siluInputGradient(
  x: usize, dy: usize, dx: usize, outputs: i32, rows: i32,
): void {
  const one = f32x4.splat(1);
  for (let left = outputs * rows; left > 0; left -= 4, x += 16, dy += 16, dx += 16) {
    const v = loadUpTo4(x, left);
    const s = logistic4(v);
    const inner = f32x4.add(one, f32x4.mul(v, f32x4.sub(one, s)));
    storeUpTo4(dx, f32x4.mul(loadUpTo4(dy, left), f32x4.mul(s, inner)), left);
  }
}
