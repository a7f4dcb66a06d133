import { loadUpTo4, storeUpTo4 } from './memory';
import { rowCount, rowOffset } from './rows';

/**
 * σ = (√(n + g²) − √n)/α, z += g − σ·w, n += g², w = 0 where |z| ≤ λ₁, else (sgn(z)·λ₁ − z) / ((β + √n)/α + λ₂); nothing
 * where g or α is 0.
 */
export function ftrl(
  weights: usize, gradient: usize, count: usize, touched: usize, width: i32,
  total: usize, square: usize, learningRate: usize, beta: usize, l1: usize, l2: usize,
): void {
  if (load<f64>(learningRate) == 0) return;
  const alpha = f32x4.splat(<f32>load<f64>(learningRate));
  const smooth = f32x4.splat(<f32>load<f64>(beta));
  const lambda1 = f32x4.splat(<f32>load<f64>(l1));
  const lambda2 = f32x4.splat(<f32>load<f64>(l2));
  const rows = rowCount(count, touched);
  for (let k: u32 = 0; k < rows; ++k) {
    const row = rowOffset(touched, k, width);
    let i = 0;
    for (; i + 4 <= width; i += 4) {
      const at = row + (<usize>i << 2);
      move(weights + at, gradient + (<usize>i << 2), total + at, square + at, alpha, smooth, lambda1, lambda2, 4);
    }
    if (i < width) {
      const at = row + (<usize>i << 2);
      move(
        weights + at, gradient + (<usize>i << 2), total + at, square + at, alpha, smooth, lambda1,
        lambda2, width - i,
      );
    }
    gradient += <usize>width << 2;
  }
}

// @ts-ignore: decorator
@inline function move(
  weights: usize, gradient: usize, total: usize, square: usize, alpha: v128, smooth: v128,
  lambda1: v128, lambda2: v128, left: i32,
): void {
  const g = loadUpTo4(gradient, left);
  const w = loadUpTo4(weights, left);
  const n0 = loadUpTo4(square, left);
  // An infinite n would leave no number in z, where the weight is 0.
  const n = f32x4.min(f32x4.add(n0, f32x4.mul(g, g)), f32x4.splat(f32.MAX_VALUE));
  const root = f32x4.sqrt(n);
  const sigma = f32x4.div(f32x4.sub(root, f32x4.sqrt(n0)), alpha);
  const z0 = loadUpTo4(total, left);
  const z = f32x4.add(z0, f32x4.sub(g, f32x4.mul(sigma, w)));
  const magnitude = f32x4.abs(z);
  const sign = v128.and(z, f32x4.splat(-0.0));
  const pull = f32x4.sub(v128.or(lambda1, sign), z);
  const found = f32x4.div(pull, f32x4.add(f32x4.div(f32x4.add(smooth, root), alpha), lambda2));
  const moved = f32x4.ne(g, f32x4.splat(0));
  storeUpTo4(square, n, left);
  storeUpTo4(total, v128.bitselect(z, z0, moved), left);
  const next = v128.and(found, f32x4.gt(magnitude, lambda1));
  storeUpTo4(weights, v128.bitselect(next, w, moved), left);
}
