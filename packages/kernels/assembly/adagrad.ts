import { storeUpTo4 } from './memory';

/** G += g², w −= η · g / (√G + ε). */
export function adagrad(
  weights: usize, gradient: usize, sum: usize, length: i32, learningRate: usize, epsilon: usize,
): void {
  const rate = f32x4.splat(<f32>load<f64>(learningRate));
  const eps = f32x4.splat(<f32>load<f64>(epsilon));
  descend(weights, gradient, sum, length, rate, eps);
}

/** The same for the touched rows of W alone; row k of the gradient is row touched[k] of W. */
export function adagradRows(
  weights: usize, gradient: usize, sum: usize, count: usize, touched: usize, width: i32,
  learningRate: usize, epsilon: usize,
): void {
  const rate = f32x4.splat(<f32>load<f64>(learningRate));
  const eps = f32x4.splat(<f32>load<f64>(epsilon));
  const bytes = <usize>width << 2;
  const n = load<u32>(count);
  for (let k: u32 = 0; k < n; ++k) {
    const row = <usize>load<u32>(touched + (<usize>k << 2)) * bytes;
    descend(weights + row, gradient, sum + row, width, rate, eps);
    gradient += bytes;
  }
}

// @ts-ignore: decorator
@inline function descend(
  weights: usize, gradient: usize, sum: usize, length: i32, rate: v128, eps: v128,
): void {
  for (let i = 0; i < length; i += 4) {
    const at = <usize>i << 2;
    const g = v128.load(gradient + at);
    const total = f32x4.add(v128.load(sum + at), f32x4.mul(g, g));
    storeUpTo4(sum + at, total, length - i);
    const step = f32x4.div(f32x4.mul(rate, g), f32x4.add(f32x4.sqrt(total), eps));
    storeUpTo4(weights + at, f32x4.sub(v128.load(weights + at), step), length - i);
  }
}
