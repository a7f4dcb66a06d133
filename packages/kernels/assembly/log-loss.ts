import { exp, log1p, logisticOf, logistic4 } from './elementary';
import { laneMask, storeUpTo4, sumLanes } from './memory';

/**
 * value = mean of max(y, 0) − y·label + ln(1 + e^−|y|), prediction = p = 1/(1 + e⁻ʸ), dy = (p − label) / n.
 */
export function logLoss(
  y: usize, label: usize, prediction: usize, dy: usize, value: usize, outputs: i32, rows: i32,
): void {
  const n = outputs * rows;
  const scale = f32x4.splat(1.0 / <f32>n);
  const zero = f32x4.splat(0);
  let total: f64 = 0;
  for (let i = 0; i < n; i += 4) {
    const at = <usize>i << 2;
    const left = n - i;
    const z = v128.load(y + at), t = v128.load(label + at);
    const e = exp(f32x4.neg(f32x4.abs(z)));
    const p = logisticOf(z, e);
    storeUpTo4(prediction + at, p, left);
    storeUpTo4(dy + at, f32x4.mul(scale, f32x4.sub(p, t)), left);
    let loss = f32x4.add(f32x4.sub(f32x4.max(z, zero), f32x4.mul(z, t)), log1p(e));
    if (left < 4) loss = v128.and(loss, laneMask(left));
    total += <f64>sumLanes(loss);
  }
  store<f64>(value, total / <f64>n);
}

/** prediction = 1/(1 + e⁻ʸ). */
export function logistic(y: usize, prediction: usize, outputs: i32, rows: i32): void {
  const n = outputs * rows;
  for (let i = 0; i < n; i += 4) {
    const at = <usize>i << 2;
    storeUpTo4(prediction + at, logistic4(v128.load(y + at)), n - i);
  }
}
