import { storeUpTo4 } from './memory';
import { DESCEND, PLAIN, product } from './product';

/** dW[inputs, outputs] = Σ over rows of xᵀ · dy. */
export function denseWeightGradient(
  x: usize, dy: usize, dw: usize, inputs: i32, outputs: i32, rows: i32,
): void {
  const zero = f32x4.splat(0);
  if (rows == 1) return outer(x, dy, dw, zero, inputs, outputs, false);
  product(x, 4, <usize>inputs << 2, dy, dw, 0, zero, inputs, outputs, rows, 0, PLAIN);
}

/** W −= η · dW, without writing dW down: the same bits as the two steps, at a third of the traffic. */
export function denseSgd(
  x: usize, dy: usize, weights: usize, inputs: i32, outputs: i32, learningRate: usize, rows: i32,
): void {
  const rate = f32x4.splat(<f32>load<f64>(learningRate));
  if (rows == 1) return outer(x, dy, weights, rate, inputs, outputs, true);
  product(x, 4, <usize>inputs << 2, dy, weights, 0, rate, inputs, outputs, rows, 0, DESCEND);
}

// @ts-ignore: decorator
@inline function result(sum: v128, c: usize, rate: v128, DESCENDS: bool): v128 {
  return DESCENDS ? f32x4.sub(v128.load(c), f32x4.mul(rate, sum)) : sum;
}

/** One row: dW is the outer product x · dyᵀ. */
// @ts-ignore: decorator
@inline function outer(
  x: usize, dy: usize, dw: usize, rate: v128, inputs: i32, outputs: i32, DESCENDS: bool,
): void {
  for (let i = 0; i < inputs; ++i) {
    const xi = v128.load32_splat(x + (<usize>i << 2));
    let j = 0;
    for (; j + 16 <= outputs; j += 16) {
      const at = <usize>j << 2;
      const c = dw + at, d = dy + at;
      v128.store(c, result(f32x4.mul(xi, v128.load(d)), c, rate, DESCENDS));
      v128.store(c, result(f32x4.mul(xi, v128.load(d, 16)), c + 16, rate, DESCENDS), 16);
      v128.store(c, result(f32x4.mul(xi, v128.load(d, 32)), c + 32, rate, DESCENDS), 32);
      v128.store(c, result(f32x4.mul(xi, v128.load(d, 48)), c + 48, rate, DESCENDS), 48);
    }
    for (; j < outputs; j += 4) {
      const at = <usize>j << 2;
      const c = dw + at;
      storeUpTo4(c, result(f32x4.mul(xi, v128.load(dy + at)), c, rate, DESCENDS), outputs - j);
    }
    dw += <usize>outputs << 2;
  }
}
