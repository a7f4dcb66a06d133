import { laneMask, storeUpTo4 } from './memory';

/** The f64 at `at` becomes 0. */
export function clear(at: usize): void {
  store<f64>(at, 0);
}

/** sum += Σ v², in f64: gradients that fit f32 can't overflow it. */
export function addSquares(values: usize, length: i32, sum: usize): void {
  let low = f64x2.splat(0), high = f64x2.splat(0);
  for (let i = 0; i < length; i += 4) {
    let v = v128.load(values + (<usize>i << 2));
    if (length - i < 4) v = v128.and(v, laneMask(length - i));
    const a = f64x2.promote_low_f32x4(v);
    const b = f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 2, 3));
    low = f64x2.add(low, f64x2.mul(a, a));
    high = f64x2.add(high, f64x2.mul(b, b));
  }
  const both = f64x2.add(low, high);
  const total = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
  store<f64>(sum, load<f64>(sum) + total);
}

/** The same over the rows of a compact gradient. */
export function addSquaresRows(values: usize, count: usize, width: i32, sum: usize): void {
  addSquares(values, load<i32>(count) * width, sum);
}

/** factor = min(1, max / √sum). */
export function clipFactor(sum: usize, max: usize, factor: usize): void {
  const norm = sqrt(load<f64>(sum));
  const limit = load<f64>(max);
  store<f64>(factor, norm > limit ? limit / norm : 1);
}

/** v ×= factor. */
export function scale(values: usize, length: i32, factor: usize): void {
  const by = <f32>load<f64>(factor);
  if (by == 1) return;
  const factors = f32x4.splat(by);
  for (let i = 0; i < length; i += 4) {
    const at = values + (<usize>i << 2);
    storeUpTo4(at, f32x4.mul(v128.load(at), factors), length - i);
  }
}

/** The same over the rows of a compact gradient. */
export function scaleRows(values: usize, count: usize, width: i32, factor: usize): void {
  scale(values, load<i32>(count) * width, factor);
}

/** 1 if every value is neither NaN nor infinite, else 0. */
export function allFinite(values: usize, length: i32): i32 {
  // Anything finite times 0 is 0; NaN and infinities give NaN, which no addition takes back.
  let sum = f32x4.splat(0);
  const zero = f32x4.splat(0);
  for (let i = 0; i < length; i += 4) {
    let v = v128.load(values + (<usize>i << 2));
    if (length - i < 4) v = v128.and(v, laneMask(length - i));
    sum = f32x4.add(sum, f32x4.mul(v, zero));
  }
  return i32(v128.any_true(f32x4.ne(sum, sum)) == 0);
}
