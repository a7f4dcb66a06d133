import { loadUpTo4, storeUpTo4 } from './memory';
import { rowCount, rowOffset } from './rows';
import { withoutTiny } from './tiny';

/** v = µ · v + g, w −= η · v. */
export function momentum(
  weights: usize, gradient: usize, count: usize, touched: usize, width: i32,
  velocity: usize, learningRate: usize, factor: usize,
): void {
  roll(weights, gradient, count, touched, width, velocity, learningRate, factor, false);
}

/** v = µ · v + g, w −= η · (g + µ · v). */
export function nesterov(
  weights: usize, gradient: usize, count: usize, touched: usize, width: i32,
  velocity: usize, learningRate: usize, factor: usize,
): void {
  roll(weights, gradient, count, touched, width, velocity, learningRate, factor, true);
}

// @ts-ignore: decorator
@inline function roll(
  weights: usize, gradient: usize, count: usize, touched: usize, width: i32,
  velocity: usize, learningRate: usize, factor: usize, AHEAD: bool,
): void {
  const rate = f32x4.splat(<f32>load<f64>(learningRate));
  const mu = f32x4.splat(<f32>load<f64>(factor));
  const rows = rowCount(count, touched);
  for (let k: u32 = 0; k < rows; ++k) {
    const row = rowOffset(touched, k, width);
    let i = 0;
    for (; i + 4 <= width; i += 4) {
      const at = row + (<usize>i << 2);
      move(weights + at, gradient + (<usize>i << 2), velocity + at, rate, mu, 4, AHEAD);
    }
    if (i < width) {
      const at = row + (<usize>i << 2);
      move(weights + at, gradient + (<usize>i << 2), velocity + at, rate, mu, width - i, AHEAD);
    }
    gradient += <usize>width << 2;
  }
}

// @ts-ignore: decorator
@inline function move(
  weights: usize, gradient: usize, velocity: usize, rate: v128, mu: v128, left: i32, AHEAD: bool,
): void {
  const g = loadUpTo4(gradient, left);
  const v = withoutTiny(f32x4.add(f32x4.mul(mu, loadUpTo4(velocity, left)), g));
  storeUpTo4(velocity, v, left);
  const step = f32x4.mul(rate, AHEAD ? f32x4.add(g, f32x4.mul(mu, v)) : v);
  storeUpTo4(weights, f32x4.sub(loadUpTo4(weights, left), step), left);
}
