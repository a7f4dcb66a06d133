import { entryCount, entryOffset } from './linear-entries';

/**
 * w −= τ · dy · x, with τ = min(C, value/‖x‖²), or value/(‖x‖² + 1/(2C)) when `soft`; a bias has x = 1.
 *
 * One row of a linear neuron; dy is −1, 0 or 1.
 */
export function passiveAggressive(
  starts: usize, indices: usize, values: usize, inputs: u32, weights: usize, bias: usize,
  dy: usize, value: usize, aggressiveness: usize, soft: u32,
): void {
  const slope = <f64>load<f32>(dy);
  if (slope == 0) return;
  const entries = entryCount(starts, inputs);
  let norm: f64 = bias ? 1 : 0;
  for (let k: u32 = 0; k < entries; ++k) {
    const x = <f64>load<f32>(values + (<usize>k << 2));
    norm += x * x;
  }
  if (norm == 0) return;
  const c = load<f64>(aggressiveness), loss = load<f64>(value);
  const tau = slope * (soft ? loss / (norm + 0.5 / c) : min(c, loss / norm));
  for (let k: u32 = 0; k < entries; ++k) {
    const at = weights + entryOffset(indices, k);
    store<f32>(at, <f32>(<f64>load<f32>(at) - tau * <f64>load<f32>(values + (<usize>k << 2))));
  }
  if (bias) store<f32>(bias, <f32>(<f64>load<f32>(bias) - tau));
}
