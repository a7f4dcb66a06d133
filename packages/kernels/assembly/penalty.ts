import { loadUpTo4, storeUpTo4 } from './memory';
import { rowCount, rowOffset } from './rows';

/** g += λ₂·w + λ₁·sign(w), with sign(0) = 0, in the rows that a batch touched. */
export function addPenalty(
  weights: usize, gradient: usize, count: usize, touched: usize, width: i32, l1: usize, l2: usize,
): void {
  const lambda1 = f32x4.splat(<f32>load<f64>(l1)), lambda2 = f32x4.splat(<f32>load<f64>(l2));
  const rows = rowCount(count, touched);
  for (let k: u32 = 0; k < rows; ++k) {
    let at = weights + rowOffset(touched, k, width);
    let left = width;
    for (; left > 4; left -= 4, at += 16, gradient += 16) penalize(at, gradient, lambda1, lambda2, 4);
    penalize(at, gradient, lambda1, lambda2, left);
    gradient += <usize>left << 2;
  }
}

// @ts-ignore: decorator
@inline function penalize(
  weights: usize, gradient: usize, lambda1: v128, lambda2: v128, left: i32,
): void {
  const w = loadUpTo4(weights, left);
  const sign = v128.or(lambda1, v128.and(w, f32x4.splat(-0.0)));
  const steady = v128.and(sign, f32x4.ne(w, f32x4.splat(0)));
  const slope = f32x4.add(f32x4.mul(lambda2, w), steady);
  storeUpTo4(gradient, f32x4.add(loadUpTo4(gradient, left), slope), left);
}

/** w ×= 1 − η·λ, in the rows that a batch touched. */
export function decayWeights(
  weights: usize, count: usize, touched: usize, width: i32, learningRate: usize, weightDecay: usize,
): void {
  const kept = f32x4.splat(<f32>(1 - load<f64>(learningRate) * load<f64>(weightDecay)));
  const rows = rowCount(count, touched);
  for (let k: u32 = 0; k < rows; ++k) {
    let at = weights + rowOffset(touched, k, width);
    for (let left = width; left > 0; left -= 4, at += 16) {
      storeUpTo4(at, f32x4.mul(kept, loadUpTo4(at, left)), left);
    }
  }
}
