import { storeUpTo4 } from './memory';

/** y = x. */
export function identityForward(x: usize, y: usize, outputs: i32, rows: i32): void {
  const n = outputs * rows;
  for (let i = 0; i < n; i += 4) {
    const at = <usize>i << 2;
    const v = v128.load(x + at);
    storeUpTo4(y + at, v, n - i);
  }
}

/** dx = dy. */
export function identityInputGradient(
  dy: usize, dx: usize, outputs: i32, rows: i32,
): void {
  const n = outputs * rows;
  for (let i = 0; i < n; i += 4) {
    const at = <usize>i << 2;
    const d = v128.load(dy + at);
    storeUpTo4(dx + at, d, n - i);
  }
}
