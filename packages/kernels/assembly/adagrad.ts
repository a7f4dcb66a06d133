import { storeUpTo4 } from './memory';
import { rowCount, rowOffset } from './rows';

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
    for (let i = 0; i < width; i += 4) {
      const at = row + (<usize>i << 2);
      const g = v128.load(gradient + (<usize>i << 2));
      const total = f32x4.add(v128.load(sum + at), f32x4.mul(g, g));
      storeUpTo4(sum + at, total, width - i);
      const step = f32x4.div(f32x4.mul(rate, g), f32x4.add(f32x4.sqrt(total), eps));
      storeUpTo4(weights + at, f32x4.sub(v128.load(weights + at), step), width - i);
    }
    gradient += <usize>width << 2;
  }
}
