import { exp, tanh4 } from './elementary';
import { loadUpTo4, storeUpTo4 } from './memory';

/** y = x where x > 0, else α (eˣ − 1). */
export function eluForward(x: usize, y: usize, outputs: i32, alpha: f32, rows: i32): void {
  for (let left = outputs * rows; left > 0; left -= 4, x += 16, y += 16) {
    const v = loadUpTo4(x, left);
    const positive = f32x4.gt(v, f32x4.splat(0));
    const low = f32x4.mul(f32x4.splat(alpha), expMinus1(f32x4.pmin(v, f32x4.splat(0))));
    storeUpTo4(y, v128.bitselect(v, low, positive), left);
  }
}

/** dx = dy where x > 0, else dy · α eˣ. */
export function eluInputGradient(
  x: usize, dy: usize, dx: usize, outputs: i32, alpha: f32, rows: i32,
): void {
  for (let left = outputs * rows; left > 0; left -= 4, x += 16, dy += 16, dx += 16) {
    const v = loadUpTo4(x, left);
    const d = loadUpTo4(dy, left);
    const positive = f32x4.gt(v, f32x4.splat(0));
    const slope = f32x4.mul(f32x4.splat(alpha), exp(f32x4.pmin(v, f32x4.splat(0))));
    storeUpTo4(dx, v128.bitselect(d, f32x4.mul(d, slope), positive), left);
  }
}

/** eˣ − 1 for x ≤ 0, as 2t/(1 − t) with t = tanh(x/2): exact to the last bits also near 0, where 1 would cancel. */
// @ts-ignore: decorator
@inline function expMinus1(x: v128): v128 {
  const t = tanh4(f32x4.mul(x, f32x4.splat(0.5)));
  return f32x4.div(f32x4.add(t, t), f32x4.sub(f32x4.splat(1), t));
}
