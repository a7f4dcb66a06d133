import { storeUpTo4 } from './memory';

/** y = max(x, 0). */
export function reluForward(x: usize, y: usize, outputs: i32, rows: i32): void {
  const n = outputs * rows;
  const zero = f32x4.splat(0);
  for (let i = 0; i < n; i += 4) {
    const at = <usize>i << 2;
    const v = v128.load(x + at);
    storeUpTo4(y + at, f32x4.pmax(v, zero), n - i);
  }
}

/** dx = dy where x > 0, else 0. */
export function reluInputGradient(
  x: usize, dy: usize, dx: usize, outputs: i32, rows: i32,
): void {
  const n = outputs * rows;
  const zero = f32x4.splat(0);
  for (let i = 0; i < n; i += 4) {
    const at = <usize>i << 2;
    const v = v128.load(x + at), d = v128.load(dy + at);
    storeUpTo4(dx + at, v128.and(d, f32x4.gt(v, zero)), n - i);
  }
}
