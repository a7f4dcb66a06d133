import { loadUpTo4, storeUpTo4 } from './memory';
import { rowCount, rowOffset } from './rows';

/** w −= η · g. */
export function sgd(
  weights: usize, gradient: usize, count: usize, touched: usize, width: i32,
  learningRate: usize,
): void {
  const rate = f32x4.splat(<f32>load<f64>(learningRate));
  const rows = rowCount(count, touched);
  for (let k: u32 = 0; k < rows; ++k) {
    const row = rowOffset(touched, k, width);
    let i = 0;
    for (; i + 4 <= width; i += 4) {
      const at = row + (<usize>i << 2);
      move(weights + at, gradient + (<usize>i << 2), rate, 4);
    }
    if (i < width) {
      const at = row + (<usize>i << 2);
      move(weights + at, gradient + (<usize>i << 2), rate, width - i);
    }
    gradient += <usize>width << 2;
  }
}

// @ts-ignore: decorator
@inline function move(
  weights: usize, gradient: usize, rate: v128, left: i32,
): void {
  const g = loadUpTo4(gradient, left);
  const step = f32x4.mul(rate, g);
  storeUpTo4(weights, f32x4.sub(loadUpTo4(weights, left), step), left);
}
