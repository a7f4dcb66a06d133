import { laneMask, sumLanes } from './memory';
import { BIAS, PLAIN, product } from './product';

/** y[rows, outputs] = x[rows, inputs] · W[inputs, outputs] + b; no bias where its address is 0. */
export function denseForward(
  x: usize, weights: usize, bias: usize, y: usize, inputs: i32, outputs: i32, rows: i32,
): void {
  if (outputs == 1) return neuron(x, weights, bias, y, inputs, rows);
  const stride = <usize>inputs << 2;
  const zero = f32x4.splat(0);
  if (bias) product(x, stride, 4, weights, y, bias, zero, rows, outputs, inputs, BIAS);
  else product(x, stride, 4, weights, y, 0, zero, rows, outputs, inputs, PLAIN);
}

/** One output: a dot product for each row, in four sums of four lanes. */
function neuron(x: usize, weights: usize, bias: usize, y: usize, inputs: i32, rows: i32): void {
  const b = bias ? load<f32>(bias) : 0;
  for (let r = 0; r < rows; ++r) {
    store<f32>(y + (<usize>r << 2), dot(x, weights, inputs) + b);
    x += <usize>inputs << 2;
  }
}

// @ts-ignore: decorator
@inline function dot(a: usize, b: usize, length: i32): f32 {
  let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
  let i = 0;
  for (; i + 16 <= length; i += 16) {
    s0 = f32x4.add(s0, f32x4.mul(v128.load(a), v128.load(b)));
    s1 = f32x4.add(s1, f32x4.mul(v128.load(a, 16), v128.load(b, 16)));
    s2 = f32x4.add(s2, f32x4.mul(v128.load(a, 32), v128.load(b, 32)));
    s3 = f32x4.add(s3, f32x4.mul(v128.load(a, 48), v128.load(b, 48)));
    a += 64;
    b += 64;
  }
  for (; i + 4 <= length; i += 4) {
    s0 = f32x4.add(s0, f32x4.mul(v128.load(a), v128.load(b)));
    a += 16;
    b += 16;
  }
  if (i < length) {
    const rest = v128.and(f32x4.mul(v128.load(a), v128.load(b)), laneMask(length - i));
    s1 = f32x4.add(s1, rest);
  }
  return sumLanes(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)));
}
