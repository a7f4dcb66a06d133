import { loadUpTo4, storeUpTo4 } from './memory';

/** db[outputs] = Σ over rows of dy. */
export function biasGradient(dy: usize, db: usize, outputs: i32, rows: i32): void {
  for (let j = 0; j < outputs; j += 4) {
    const at = <usize>j << 2;
    storeUpTo4(db + at, columnSums(dy + at, outputs, rows, outputs - j), outputs - j);
  }
}

/** b −= η · db. */
export function biasSgd(dy: usize, bias: usize, outputs: i32, learningRate: usize, rows: i32): void {
  const rate = f32x4.splat(<f32>load<f64>(learningRate));
  for (let j = 0; j < outputs; j += 4) {
    const at = <usize>j << 2;
    const left = outputs - j;
    const step = f32x4.mul(rate, columnSums(dy + at, outputs, rows, left));
    storeUpTo4(bias + at, f32x4.sub(loadUpTo4(bias + at, left), step), left);
  }
}

// @ts-ignore: decorator
@inline function columnSums(dy: usize, outputs: i32, rows: i32, left: i32): v128 {
  let sum = loadUpTo4(dy, left);
  for (let r = 1; r < rows; ++r) {
    dy += <usize>outputs << 2;
    sum = f32x4.add(sum, loadUpTo4(dy, left));
  }
  return sum;
}
