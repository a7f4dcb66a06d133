import { storeUpTo4 } from './memory';

/** y = x where x > 0, else slope · x. */
export function leakyReluForward(x: usize, y: usize, outputs: i32, slope: f32, rows: i32): void {
  const n = outputs * rows;
  const zero = f32x4.splat(0), slopes = f32x4.splat(slope);
  for (let i = 0; i < n; i += 4) {
    const at = <usize>i << 2;
    const v = v128.load(x + at);
    storeUpTo4(y + at, v128.bitselect(v, f32x4.mul(slopes, v), f32x4.gt(v, zero)), n - i);
  }
}

/** dx = dy where x > 0, else slope · dy. */
export function leakyReluInputGradient(
  x: usize, dy: usize, dx: usize, outputs: i32, slope: f32, rows: i32,
): void {
  const n = outputs * rows;
  const zero = f32x4.splat(0), slopes = f32x4.splat(slope);
  for (let i = 0; i < n; i += 4) {
    const at = <usize>i << 2;
    const v = v128.load(x + at), d = v128.load(dy + at);
    storeUpTo4(dx + at, v128.bitselect(d, f32x4.mul(slopes, d), f32x4.gt(v, zero)), n - i);
  }
}
