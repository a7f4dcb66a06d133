import { storeUpTo4 } from './memory';
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
    for (let i = 0; i < width; i += 4) {
      const at = row + (<usize>i << 2);
      const g = v128.load(gradient + (<usize>i << 2));
      const step = f32x4.mul(rate, g);
      storeUpTo4(weights + at, f32x4.sub(v128.load(weights + at), step), width - i);
    }
    gradient += <usize>width << 2;
  }
}
