import { storeUpTo4 } from './memory';

/**
 * y[rows, outputs] = b + Σ over a row's entries of value · W[index, :].
 *
 * Row r's entries stand at starts[r] … starts[r + 1] of indices and values.
 */
export function sparseForward(
  starts: usize, indices: usize, values: usize, weights: usize, bias: usize, y: usize,
  outputs: i32, rows: i32,
): void {
  for (let r = 0; r < rows; ++r) {
    const first = load<u32>(starts + (<usize>r << 2)) << 2;
    const bytes = (load<u32>(starts + (<usize>r << 2), 4) << 2) - first;
    if (outputs == 1) {
      const b = bias ? load<f32>(bias) : 0;
      store<f32>(y, gather(indices + first, values + first, bytes, weights) + b);
      y += 4;
    } else {
      for (let j = 0; j < outputs; j += 4) {
        const at = <usize>j << 2;
        let sum = f32x4.splat(0);
        for (let k: usize = 0; k < bytes; k += 4) {
          const w = weights + (<usize>load<u32>(indices + first + k) * outputs << 2) + at;
          sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(values + first + k), v128.load(w)));
        }
        if (bias) sum = f32x4.add(sum, v128.load(bias + at));
        storeUpTo4(y + at, sum, outputs - j);
      }
      y += <usize>outputs << 2;
    }
  }
}

/** Four sums, so that additions overlap with the cache misses of the next weights. */
// @ts-ignore: decorator
@inline function gather(indices: usize, values: usize, bytes: usize, weights: usize): f32 {
  let s0: f32 = 0, s1: f32 = 0, s2: f32 = 0, s3: f32 = 0;
  let k: usize = 0;
  for (; k + 16 <= bytes; k += 16) {
    s0 += load<f32>(values + k) * load<f32>(weights + (load<u32>(indices + k) << 2));
    s1 += load<f32>(values + k, 4) * load<f32>(weights + (load<u32>(indices + k, 4) << 2));
    s2 += load<f32>(values + k, 8) * load<f32>(weights + (load<u32>(indices + k, 8) << 2));
    s3 += load<f32>(values + k, 12) * load<f32>(weights + (load<u32>(indices + k, 12) << 2));
  }
  for (; k < bytes; k += 4) {
    s0 += load<f32>(values + k) * load<f32>(weights + (load<u32>(indices + k) << 2));
  }
  return (s0 + s1) + (s2 + s3);
}
