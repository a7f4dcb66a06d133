import { loadUpTo4, storeUpTo4 } from './memory';
import { rowCount, rowOffset } from './rows';
import { squareOf, withoutTiny } from './tiny';

/** The powers βᵗ of a new step; multiplied up, so that they are the same bits on every engine. */
export function adamBegin(beta1: usize, beta2: usize, power1: usize, power2: usize): void {
  store<f64>(power1, load<f64>(power1) * load<f64>(beta1));
  store<f64>(power2, load<f64>(power2) * load<f64>(beta2));
}

/** m += (1 − β₁)(g − m), v = β₂·v + (1 − β₂)·g², w −= η/(1 − β₁ᵗ) · m / (√v/√(1 − β₂ᵗ) + ε). */
export function adam(
  weights: usize, gradient: usize, count: usize, touched: usize, width: i32,
  mean: usize, variance: usize, learningRate: usize, beta1: usize, beta2: usize, epsilon: usize, power1: usize, power2: usize,
): void {
  const rate = f32x4.splat(<f32>(load<f64>(learningRate) / (1 - load<f64>(power1))));
  const correction = f32x4.splat(<f32>sqrt(1 - load<f64>(power2)));
  const eps = f32x4.splat(<f32>load<f64>(epsilon));
  const fresh1 = f32x4.splat(<f32>(1 - load<f64>(beta1)));
  const kept2 = f32x4.splat(<f32>load<f64>(beta2));
  const fresh2 = f32x4.splat(<f32>(1 - load<f64>(beta2)));
  const rows = rowCount(count, touched);
  for (let k: u32 = 0; k < rows; ++k) {
    const row = rowOffset(touched, k, width);
    let i = 0;
    for (; i + 4 <= width; i += 4) {
      const at = row + (<usize>i << 2);
      move(
        weights + at, gradient + (<usize>i << 2), mean + at, variance + at, rate,
        correction, eps, fresh1, kept2, fresh2, 4,
      );
    }
    if (i < width) {
      const at = row + (<usize>i << 2);
      move(
        weights + at, gradient + (<usize>i << 2), mean + at, variance + at, rate,
        correction, eps, fresh1, kept2, fresh2, width - i,
      );
    }
    gradient += <usize>width << 2;
  }
}

// @ts-ignore: decorator
@inline function move(
  weights: usize, gradient: usize, mean: usize, variance: usize, rate: v128, correction: v128, eps: v128,
  fresh1: v128, kept2: v128, fresh2: v128, left: i32,
): void {
  const g = loadUpTo4(gradient, left);
  const m0 = loadUpTo4(mean, left);
  const m = withoutTiny(f32x4.add(m0, f32x4.mul(fresh1, f32x4.sub(g, m0))));
  const kept = f32x4.mul(kept2, loadUpTo4(variance, left));
  const v = withoutTiny(f32x4.add(kept, f32x4.mul(fresh2, squareOf(g))));
  storeUpTo4(mean, m, left);
  storeUpTo4(variance, v, left);
  const root = f32x4.add(f32x4.div(f32x4.sqrt(v), correction), eps);
  const step = f32x4.mul(rate, f32x4.div(m, root));
  storeUpTo4(weights, f32x4.sub(loadUpTo4(weights, left), step), left);
}
