import { exp64 } from './exp64';
import { loadUpTo4, storeUpTo4 } from './memory';
import { rowCount, rowOffset } from './rows';
import { squareOf, withoutTiny } from './tiny';

/** ln 0.96. */
// @ts-ignore: decorator
@inline const LOG_096: f64 = -0.040821994520255166;

/**
 * A new step's momentum µₜ = β₁(1 − ½·0.96^(tψ)), the one after it, and the product of all so far; β₂ᵗ as Adam has it.
 */
export function nadamBegin(
  beta1: usize, beta2: usize, momentumDecay: usize, power2: usize, step: usize,
  momentum: usize, nextMomentum: usize, product: usize,
): void {
  const t = load<f64>(step) + 1;
  const slope = LOG_096 * load<f64>(momentumDecay), beta = load<f64>(beta1);
  const now = beta * (1 - 0.5 * exp64(t * slope));
  store<f64>(step, t);
  store<f64>(momentum, now);
  store<f64>(nextMomentum, beta * (1 - 0.5 * exp64((t + 1) * slope)));
  store<f64>(product, load<f64>(product) * now);
  store<f64>(power2, load<f64>(power2) * load<f64>(beta2));
}

/**
 * g += λ·w, m += (1 − β₁)(g − m), v = β₂·v + (1 − β₂)·g², r = √(v/(1 − β₂ᵗ)) + ε,
 * w −= η(1 − µₜ)/(1 − Πµ) · g/r + η·µₜ₊₁/(1 − Πµ·µₜ₊₁) · m/r.
 */
export function nadam(
  weights: usize, gradient: usize, count: usize, touched: usize, width: i32,
  mean: usize, variance: usize, learningRate: usize, beta1: usize, beta2: usize, epsilon: usize,
  weightDecay: usize, power2: usize, momentum: usize, nextMomentum: usize, product: usize,
): void {
  const eta = load<f64>(learningRate), next = load<f64>(nextMomentum), all = load<f64>(product);
  const now = f32x4.splat(<f32>(eta * (1 - load<f64>(momentum)) / (1 - all)));
  const ahead = f32x4.splat(<f32>(eta * next / (1 - all * next)));
  const correction = f32x4.splat(<f32>(1 - load<f64>(power2)));
  const eps = f32x4.splat(<f32>load<f64>(epsilon));
  const decay = f32x4.splat(<f32>load<f64>(weightDecay));
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
        weights + at, gradient + (<usize>i << 2), mean + at, variance + at, now, ahead, correction,
        eps, decay, fresh1, kept2, fresh2, 4,
      );
    }
    if (i < width) {
      const at = row + (<usize>i << 2);
      move(
        weights + at, gradient + (<usize>i << 2), mean + at, variance + at, now, ahead, correction,
        eps, decay, fresh1, kept2, fresh2, width - i,
      );
    }
    gradient += <usize>width << 2;
  }
}

// @ts-ignore: decorator
@inline function move(
  weights: usize, gradient: usize, mean: usize, variance: usize, now: v128, ahead: v128,
  correction: v128, eps: v128, decay: v128, fresh1: v128, kept2: v128, fresh2: v128, left: i32,
): void {
  const w = loadUpTo4(weights, left);
  const g = f32x4.add(loadUpTo4(gradient, left), f32x4.mul(decay, w));
  const m0 = loadUpTo4(mean, left);
  const m = withoutTiny(f32x4.add(m0, f32x4.mul(fresh1, f32x4.sub(g, m0))));
  const kept = f32x4.mul(kept2, loadUpTo4(variance, left));
  const v = withoutTiny(f32x4.add(kept, f32x4.mul(fresh2, squareOf(g))));
  storeUpTo4(mean, m, left);
  storeUpTo4(variance, v, left);
  const root = f32x4.add(f32x4.sqrt(f32x4.div(v, correction)), eps);
  const moved = f32x4.sub(w, f32x4.mul(now, f32x4.div(g, root)));
  storeUpTo4(weights, f32x4.sub(moved, f32x4.mul(ahead, f32x4.div(m, root))), left);
}
