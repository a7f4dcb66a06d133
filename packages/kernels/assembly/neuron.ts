import { loadUpTo4, storeUpTo4, sumLanes } from './memory';

// A dense layer with one output: products of vectors, in small functions of their own since at one sample a step the
// way into a large one costs more than the arithmetic.

/** y[rows] = x[rows, inputs] · w[inputs] + b, summed in four vectors of four; no bias where its address is 0. */
export function neuronForward(
  x: usize, weights: usize, bias: usize, y: usize, inputs: i32, rows: i32,
): void {
  const b = bias ? load<f32>(bias) : 0;
  const end = y + (<usize>rows << 2);
  for (; y < end; y += 4) {
    store<f32>(y, dot(x, weights, inputs) + b);
    x += <usize>inputs << 2;
  }
}

/** dw[inputs] = Σ over rows of dy · x, db = Σ dy. */
export function neuronGradient(
  x: usize, dy: usize, dw: usize, db: usize, inputs: i32, rows: i32,
): void {
  for (let i = 0; i < inputs; i += 4) {
    const at = <usize>i << 2;
    storeUpTo4(dw + at, weightedSum(x + at, dy, inputs, rows, inputs - i), inputs - i);
  }
  if (db) store<f32>(db, sum(dy, rows));
}

/** w −= η · dw, b −= η · db, without writing the gradient down: the same bits as the two steps. */
export function neuronSgd(
  x: usize, dy: usize, weights: usize, bias: usize, inputs: i32, learningRate: usize, rows: i32,
): void {
  const scalar = <f32>load<f64>(learningRate);
  const rate = f32x4.splat(scalar);
  if (rows == 1) {
    descend(x, v128.load32_splat(dy), weights, inputs, rate);
  } else {
    for (let i = 0; i < inputs; i += 4) {
      const at = <usize>i << 2;
      const left = inputs - i;
      const step = f32x4.mul(rate, weightedSum(x + at, dy, inputs, rows, left));
      storeUpTo4(weights + at, f32x4.sub(loadUpTo4(weights + at, left), step), left);
    }
  }
  if (bias) store<f32>(bias, load<f32>(bias) - scalar * sum(dy, rows));
}

/** dx[rows, inputs] = dy · w. */
export function neuronInputGradient(
  dy: usize, weights: usize, dx: usize, inputs: i32, rows: i32,
): void {
  for (let r = 0; r < rows; ++r) {
    const d = v128.load32_splat(dy + (<usize>r << 2));
    for (let i = 0; i < inputs; i += 4) {
      const at = <usize>i << 2;
      storeUpTo4(dx + at, f32x4.mul(d, loadUpTo4(weights + at, inputs - i)), inputs - i);
    }
    dx += <usize>inputs << 2;
  }
}

// @ts-ignore: decorator
@inline export function dot(a: usize, b: usize, length: i32): f32 {
  let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
  let left = length;
  for (; left >= 16; left -= 16, a += 64, b += 64) {
    s0 = f32x4.add(s0, f32x4.mul(v128.load(a), v128.load(b)));
    s1 = f32x4.add(s1, f32x4.mul(v128.load(a, 16), v128.load(b, 16)));
    s2 = f32x4.add(s2, f32x4.mul(v128.load(a, 32), v128.load(b, 32)));
    s3 = f32x4.add(s3, f32x4.mul(v128.load(a, 48), v128.load(b, 48)));
  }
  for (; left > 0; left -= 4, a += 16, b += 16) {
    s0 = f32x4.add(s0, f32x4.mul(loadUpTo4(a, left), loadUpTo4(b, left)));
  }
  return sumLanes(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)));
}

/** w −= η · (d · x), for one row. */
// @ts-ignore: decorator
@inline export function descend(x: usize, d: v128, weights: usize, inputs: i32, rate: v128): void {
  let left = inputs;
  for (; left >= 16; left -= 16, x += 64, weights += 64) {
    const w0 = f32x4.sub(v128.load(weights), f32x4.mul(rate, f32x4.mul(d, v128.load(x))));
    const w1 = f32x4.sub(v128.load(weights, 16), f32x4.mul(rate, f32x4.mul(d, v128.load(x, 16))));
    const w2 = f32x4.sub(v128.load(weights, 32), f32x4.mul(rate, f32x4.mul(d, v128.load(x, 32))));
    const w3 = f32x4.sub(v128.load(weights, 48), f32x4.mul(rate, f32x4.mul(d, v128.load(x, 48))));
    v128.store(weights, w0);
    v128.store(weights, w1, 16);
    v128.store(weights, w2, 32);
    v128.store(weights, w3, 48);
  }
  for (; left > 0; left -= 4, x += 16, weights += 16) {
    const step = f32x4.mul(rate, f32x4.mul(d, loadUpTo4(x, left)));
    storeUpTo4(weights, f32x4.sub(loadUpTo4(weights, left), step), left);
  }
}

/** Σ over rows of dy · x, for up to four inputs. */
// @ts-ignore: decorator
@inline function weightedSum(x: usize, dy: usize, inputs: i32, rows: i32, left: i32): v128 {
  let total = f32x4.mul(v128.load32_splat(dy), loadUpTo4(x, left));
  for (let r = 1; r < rows; ++r) {
    x += <usize>inputs << 2;
    dy += 4;
    total = f32x4.add(total, f32x4.mul(v128.load32_splat(dy), loadUpTo4(x, left)));
  }
  return total;
}

// @ts-ignore: decorator
@inline function sum(dy: usize, rows: i32): f32 {
  let total = load<f32>(dy);
  for (let r = 1; r < rows; ++r) total += load<f32>(dy + (<usize>r << 2));
  return total;
}
