import { loadUpTo4, storeUpTo4 } from './memory';
import { rowCount, rowOffset } from './rows';
import { squareOf, withoutTiny } from './tiny';

/**
 * g += λ·w, s = ρ·s + (1 − ρ)·g², δ = √(d + ε)/√(s + ε) · g, d = ρ·d + (1 − ρ)·δ², w −= η·δ.
 */
export function adadelta(
  weights: usize, gradient: usize, count: usize, touched: usize, width: i32,
  square: usize, delta: usize, learningRate: usize, rho: usize, epsilon: usize, weightDecay: usize,
): void {
  const rate = f32x4.splat(<f32>load<f64>(learningRate));
  const kept = f32x4.splat(<f32>load<f64>(rho));
  const fresh = f32x4.splat(<f32>(1 - load<f64>(rho)));
  const eps = f32x4.splat(<f32>load<f64>(epsilon));
  const decay = f32x4.splat(<f32>load<f64>(weightDecay));
  const rows = rowCount(count, touched);
  for (let k: u32 = 0; k < rows; ++k) {
    const row = rowOffset(touched, k, width);
    let i = 0;
    for (; i + 4 <= width; i += 4) {
      const at = row + (<usize>i << 2);
      move(weights + at, gradient + (<usize>i << 2), square + at, delta + at, rate, kept, fresh, eps, decay, 4);
    }
    if (i < width) {
      const at = row + (<usize>i << 2);
      move(
        weights + at, gradient + (<usize>i << 2), square + at, delta + at, rate, kept, fresh, eps,
        decay, width - i,
      );
    }
    gradient += <usize>width << 2;
  }
}

// @ts-ignore: decorator
@inline function move(
  weights: usize, gradient: usize, square: usize, delta: usize, rate: v128, kept: v128,
  fresh: v128, eps: v128, decay: v128, left: i32,
): void {
  const w = loadUpTo4(weights, left);
  const g = f32x4.add(loadUpTo4(gradient, left), f32x4.mul(decay, w));
  const before = f32x4.mul(kept, loadUpTo4(square, left));
  const s = withoutTiny(f32x4.add(before, f32x4.mul(fresh, squareOf(g))));
  const d = loadUpTo4(delta, left);
  const root = f32x4.div(f32x4.sqrt(f32x4.add(d, eps)), f32x4.sqrt(f32x4.add(s, eps)));
  const step = f32x4.mul(root, g);
  storeUpTo4(square, s, left);
  const moved = f32x4.add(f32x4.mul(kept, d), f32x4.mul(fresh, squareOf(step)));
  storeUpTo4(delta, withoutTiny(moved), left);
  storeUpTo4(weights, f32x4.sub(w, f32x4.mul(rate, step)), left);
}
