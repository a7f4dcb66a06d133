import { logistic4 } from './elementary';
import { loadUpTo4, storeUpTo4 } from './memory';

// ½ (1 + tanh u) is the logistic function of 2u, which loses nothing where tanh is close to −1.

/** y = ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))). */
export function geluTanhForward(x: usize, y: usize, outputs: i32, rows: i32): void {
  for (let left = outputs * rows; left > 0; left -= 4, x += 16, y += 16) {
    const v = loadUpTo4(x, left);
    storeUpTo4(y, f32x4.mul(v, logistic4(twiceInner(v))), left);
  }
}

/** dx = dy · (s + x s (1 − s) u'), with s the logistic function of u = 2 √(2/π) (x + 0.044715 x³). */
export function geluTanhInputGradient(
  x: usize, dy: usize, dx: usize, outputs: i32, rows: i32,
): void {
  const one = f32x4.splat(1);
  for (let left = outputs * rows; left > 0; left -= 4, x += 16, dy += 16, dx += 16) {
    const v = loadUpTo4(x, left);
    const s = logistic4(twiceInner(v));
    const square = f32x4.mul(f32x4.splat(0.134145), f32x4.mul(v, v));
    const slope = f32x4.mul(f32x4.splat(1.5957691216057308), f32x4.add(one, square));
    const flank = f32x4.mul(f32x4.mul(s, f32x4.sub(one, s)), f32x4.mul(v, slope));
    storeUpTo4(dx, f32x4.mul(loadUpTo4(dy, left), f32x4.add(s, flank)), left);
  }
}

// @ts-ignore: decorator
@inline function twiceInner(x: v128): v128 {
  const cube = f32x4.mul(f32x4.mul(x, x), f32x4.mul(x, f32x4.splat(0.044715)));
  return f32x4.mul(f32x4.splat(1.5957691216057308), f32x4.add(x, cube));
}
