import { loadUpTo4, storeUpTo4 } from './memory';
import { rowCount, rowOffset } from './rows';
import { squareOf, withoutTiny } from './tiny';

/** 2^62: the square is a quarter of what 32 bits hold. */
// @ts-ignore: decorator
@inline const SQUARABLE: f32 = 4.611686018427388e18;

/**
 * g += λ·w, s = α·s + (1 − α)·g², r = √s + ε, w −= η · g/r.
 *
 * With a mean (an address other than 0) it is centered: m += (1 − α)(g − m), r = √(s − m²) + ε. With a velocity:
 * v = µ·v + g/r, w −= η·v.
 */
export function rmsprop(
  weights: usize, gradient: usize, count: usize, touched: usize, width: i32,
  square: usize, mean: usize, velocity: usize, learningRate: usize, alpha: usize, epsilon: usize,
  momentum: usize, weightDecay: usize,
): void {
  const rate = f32x4.splat(<f32>load<f64>(learningRate));
  const kept = f32x4.splat(<f32>load<f64>(alpha));
  const fresh = f32x4.splat(<f32>(1 - load<f64>(alpha)));
  const eps = f32x4.splat(<f32>load<f64>(epsilon));
  const mu = f32x4.splat(<f32>load<f64>(momentum));
  const decay = f32x4.splat(<f32>load<f64>(weightDecay));
  const centered = mean != 0, rolling = velocity != 0;
  const rows = rowCount(count, touched);
  for (let k: u32 = 0; k < rows; ++k) {
    const row = rowOffset(touched, k, width);
    let i = 0;
    for (; i + 4 <= width; i += 4) {
      const at = row + (<usize>i << 2);
      move(
        weights + at, gradient + (<usize>i << 2), square + at, mean + at, velocity + at, rate,
        kept, fresh, eps, mu, decay, centered, rolling, 4,
      );
    }
    if (i < width) {
      const at = row + (<usize>i << 2);
      move(
        weights + at, gradient + (<usize>i << 2), square + at, mean + at, velocity + at, rate,
        kept, fresh, eps, mu, decay, centered, rolling, width - i,
      );
    }
    gradient += <usize>width << 2;
  }
}

// @ts-ignore: decorator
@inline function move(
  weights: usize, gradient: usize, square: usize, mean: usize, velocity: usize, rate: v128,
  kept: v128, fresh: v128, eps: v128, mu: v128, decay: v128,
  centered: bool, rolling: bool, left: i32,
): void {
  const w = loadUpTo4(weights, left);
  let g = f32x4.add(loadUpTo4(gradient, left), f32x4.mul(decay, w));
  // Squares of larger ones are infinite, and their difference is no number.
  if (centered) {
    g = f32x4.min(f32x4.max(g, f32x4.splat(-SQUARABLE)), f32x4.splat(SQUARABLE));
  }
  const before = f32x4.mul(kept, loadUpTo4(square, left));
  let s = withoutTiny(f32x4.add(before, f32x4.mul(fresh, squareOf(g))));
  storeUpTo4(square, s, left);
  if (centered) {
    const m0 = loadUpTo4(mean, left);
    const m = withoutTiny(f32x4.add(m0, f32x4.mul(fresh, f32x4.sub(g, m0))));
    storeUpTo4(mean, m, left);
    // Rounding may leave less than nothing.
    s = f32x4.pmax(f32x4.sub(s, squareOf(m)), f32x4.splat(0));
  }
  let step = f32x4.div(g, f32x4.add(f32x4.sqrt(s), eps));
  if (rolling) {
    step = withoutTiny(f32x4.add(f32x4.mul(mu, loadUpTo4(velocity, left)), step));
    storeUpTo4(velocity, step, left);
  }
  storeUpTo4(weights, f32x4.sub(w, f32x4.mul(rate, step)), left);
}
