import { loadUpTo4, storeUpTo4 } from './memory';
import { rowCount } from './rows';

/** sum += Σ g², in f64: gradients that fit f32 can't overflow it. */
export function addSquares(
  gradient: usize, count: usize, touched: usize, width: i32, sum: usize,
): void {
  const n = <i32>rowCount(count, touched) * width;
  let low = f64x2.splat(0), high = f64x2.splat(0);
  for (let i = 0; i < n; i += 4) {
    const v = loadUpTo4(gradient + (<usize>i << 2), n - i);
    const a = f64x2.promote_low_f32x4(v);
    const b = f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 2, 3));
    low = f64x2.add(low, f64x2.mul(a, a));
    high = f64x2.add(high, f64x2.mul(b, b));
  }
  const both = f64x2.add(low, high);
  const total = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
  store<f64>(sum, load<f64>(sum) + total);
}

/** factor = min(1, max / √sum). */
export function clipFactor(sum: usize, max: usize, factor: usize): void {
  const norm = sqrt(load<f64>(sum));
  const limit = load<f64>(max);
  store<f64>(factor, norm > limit ? limit / norm : 1);
}

/** g ×= factor. */
export function scaleGradient(
  gradient: usize, count: usize, touched: usize, width: i32, factor: usize,
): void {
  const by = <f32>load<f64>(factor);
  if (by == 1) return;
  const n = <i32>rowCount(count, touched) * width;
  const factors = f32x4.splat(by);
  for (let i = 0; i < n; i += 4) {
    const at = gradient + (<usize>i << 2);
    storeUpTo4(at, f32x4.mul(loadUpTo4(at, n - i), factors), n - i);
  }
}
