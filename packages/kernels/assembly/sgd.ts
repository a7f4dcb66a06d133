import { storeUpTo4 } from './memory';

/** w −= η · g. */
export function sgd(weights: usize, gradient: usize, length: i32, learningRate: usize): void {
  const rate = f32x4.splat(<f32>load<f64>(learningRate));
  descend(weights, gradient, length, rate);
}

/** The same for the touched rows of W alone; row k of the gradient is row touched[k] of W. */
export function sgdRows(
  weights: usize, gradient: usize, count: usize, touched: usize, width: i32, learningRate: usize,
): void {
  const rate = f32x4.splat(<f32>load<f64>(learningRate));
  const bytes = <usize>width << 2;
  const n = load<u32>(count);
  for (let k: u32 = 0; k < n; ++k) {
    const row = <usize>load<u32>(touched + (<usize>k << 2));
    descend(weights + row * bytes, gradient, width, rate);
    gradient += bytes;
  }
}

// @ts-ignore: decorator
@inline function descend(weights: usize, gradient: usize, length: i32, rate: v128): void {
  for (let i = 0; i < length; i += 4) {
    const w = weights + (<usize>i << 2);
    const step = f32x4.mul(rate, v128.load(gradient + (<usize>i << 2)));
    storeUpTo4(w, f32x4.sub(v128.load(w), step), length - i);
  }
}
