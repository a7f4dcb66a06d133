import { exp, log } from './elementary';
import { laneMask, loadUpTo4, storeUpTo4, sumLanes } from './memory';
import { withoutTiny } from './tiny';

/**
 * value = mean of ln Σ eᶻ − z[label], prediction = p = eᶻ / Σ eᶻ, dy = (p − 1[label]) / rows; label is a class's index.
 */
export function crossEntropy(
  y: usize, label: usize, prediction: usize, dy: usize, value: usize, outputs: i32, rows: i32,
): void {
  const share: f32 = 1.0 / <f32>rows;
  const shares = f32x4.splat(share);
  const bytes = <usize>outputs << 2;
  let total: f64 = 0;
  for (let r = 0; r < rows; ++r) {
    const wanted = <usize>load<f32>(label + (<usize>r << 2)) << 2;
    const largest = maximum(y, outputs);
    const z = load<f32>(y + wanted) - largest;
    const sum = normalize(y, prediction, largest, outputs);
    total += <f64>(f32x4.extract_lane(log(f32x4.splat(sum)), 0) - z);
    for (let j = 0; j < outputs; j += 4) {
      const at = <usize>j << 2;
      storeUpTo4(dy + at, f32x4.mul(shares, loadUpTo4(prediction + at, outputs - j)), outputs - j);
    }
    store<f32>(dy + wanted, (load<f32>(prediction + wanted) - 1) * share);
    y += bytes;
    prediction += bytes;
    dy += bytes;
  }
  store<f64>(value, total / <f64>rows);
}

/** prediction = eʸ / Σ eʸ for each row. */
export function softmax(y: usize, prediction: usize, outputs: i32, rows: i32): void {
  for (let r = 0; r < rows; ++r) {
    normalize(y, prediction, maximum(y, outputs), outputs);
    y += <usize>outputs << 2;
    prediction += <usize>outputs << 2;
  }
}

// @ts-ignore: decorator
@inline function maximum(y: usize, outputs: i32): f32 {
  let largest = load<f32>(y);
  for (let j = 1; j < outputs; ++j) {
    const z = load<f32>(y + (<usize>j << 2));
    if (z > largest) largest = z;
  }
  return largest;
}

/** Writes the softmax and returns Σ e^(y − largest), which is at least 1. */
// @ts-ignore: decorator
@inline function normalize(y: usize, prediction: usize, largest: f32, outputs: i32): f32 {
  const shift = f32x4.splat(largest);
  let sums = f32x4.splat(0);
  for (let j = 0; j < outputs; j += 4) {
    const at = <usize>j << 2;
    let e = withoutTiny(exp(f32x4.sub(loadUpTo4(y + at, outputs - j), shift)));
    if (outputs - j < 4) e = v128.and(e, laneMask(outputs - j));
    sums = f32x4.add(sums, e);
    storeUpTo4(prediction + at, e, outputs - j);
  }
  const sum = sumLanes(sums);
  const divisor = f32x4.splat(sum);
  for (let j = 0; j < outputs; j += 4) {
    const at = <usize>j << 2;
    storeUpTo4(prediction + at, f32x4.div(loadUpTo4(prediction + at, outputs - j), divisor), outputs - j);
  }
  return sum;
}
