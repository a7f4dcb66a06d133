import { tanh4 } from './elementary';
import { storeUpTo4 } from './memory';

/** y = tanh x. */
export function tanhForward(x: usize, y: usize, outputs: i32, rows: i32): void {
  const n = outputs * rows;
  for (let i = 0; i < n; i += 4) {
    const at = <usize>i << 2;
    const v = v128.load(x + at);
    storeUpTo4(y + at, tanh4(v), n - i);
  }
}

/** dx = dy · (1 − y²). */
export function tanhInputGradient(
  y: usize, dy: usize, dx: usize, outputs: i32, rows: i32,
): void {
  const n = outputs * rows;
  const one = f32x4.splat(1);
  for (let i = 0; i < n; i += 4) {
    const at = <usize>i << 2;
    const v = v128.load(y + at), d = v128.load(dy + at);
    storeUpTo4(dx + at, f32x4.mul(d, f32x4.sub(one, f32x4.mul(v, v))), n - i);
  }
}
