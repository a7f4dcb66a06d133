import { loadUpTo4, storeUpTo4 } from './memory';
import { rowCount } from './rows';

/** g = g held within ±max. */
export function clipValue(
  gradient: usize, count: usize, touched: usize, width: i32, max: usize,
): void {
  const limit = f32x4.splat(<f32>load<f64>(max));
  const n = <i32>rowCount(count, touched) * width;
  for (let left = n; left > 0; left -= 4, gradient += 16) {
    const g = loadUpTo4(gradient, left);
    storeUpTo4(gradient, f32x4.pmax(f32x4.pmin(g, limit), f32x4.neg(limit)), left);
  }
}
