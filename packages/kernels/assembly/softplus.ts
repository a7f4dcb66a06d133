import { logistic4, softplus4 } from './elementary';
import { storeUpTo4 } from './memory';

/** y = ln(1 + eˣ), as max(x, 0) + ln(1 + e^−|x|). */
export function softplusForward(x: usize, y: usize, outputs: i32, rows: i32): void {
  const n = outputs * rows;
  for (let i = 0; i < n; i += 4) {
    const at = <usize>i << 2;
    const v = v128.load(x + at);
    storeUpTo4(y + at, softplus4(v), n - i);
  }
}

/** dx = dy / (1 + e⁻ˣ). */
export function softplusInputGradient(
  x: usize, dy: usize, dx: usize, outputs: i32, rows: i32,
): void {
  const n = outputs * rows;
  for (let i = 0; i < n; i += 4) {
    const at = <usize>i << 2;
    const v = v128.load(x + at), d = v128.load(dy + at);
    storeUpTo4(dx + at, f32x4.mul(d, logistic4(v)), n - i);
  }
}
