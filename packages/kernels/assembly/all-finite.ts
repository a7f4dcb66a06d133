import { laneMask } from './memory';

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
