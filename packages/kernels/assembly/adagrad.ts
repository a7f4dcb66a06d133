import { loadUpTo4, storeUpTo4 } from './memory';
import { rowCount, rowOffset } from './rows';
import { squareOf } from './tiny';

/** G += g², w −= η · g / (√G + ε). */
export function adagrad(
  weights: usize, gradient: usize, count: usize, touched: usize, width: i32,
  sum: usize, learningRate: usize, epsilon: usize,
): void {
  const rate = f32x4.splat(<f32>load<f64>(learningRate));
  const eps = f32x4.splat(<f32>load<f64>(epsilon));
  const rows = rowCount(count, touched);
  for (let k: u32 = 0; k < rows; ++k) {
    const row = rowOffset(touched, k, width);
    let i = 0;
    for (; i + 4 <= width; i += 4) {
      const at = row + (<usize>i << 2);
      move(weights + at, gradient + (<usize>i << 2), sum + at, rate, eps, 4);
    }
    if (i < width) {
      const at = row + (<usize>i << 2);
      move(weights + at, gradient + (<usize>i << 2), sum + at, rate, eps, width - i);
    }
    gradient += <usize>width << 2;
  }
}

// @ts-ignore: decorator
@inline function move(
  weights: usize, gradient: usize, sum: usize, rate: v128, eps: v128, left: i32,
): void {
  const g = loadUpTo4(gradient, left);
  const total = f32x4.add(loadUpTo4(sum, left), squareOf(g));
  storeUpTo4(sum, total, left);
  const step = f32x4.div(f32x4.mul(rate, g), f32x4.add(f32x4.sqrt(total), eps));
  storeUpTo4(weights, f32x4.sub(loadUpTo4(weights, left), step), left);
}
