import { loadUpTo4 } from './memory';

/** An address beyond every program: whoever returns it ends the run. */
// @ts-ignore: decorator
@inline const END: usize = 0xffffffff;

/** Ends the program and sets `fault` to 1 if one of rows · width numbers is NaN or infinite. */
export function requireFinite(x: usize, width: i32, fault: usize, rows: i32, next: usize): usize {
  if (allFinite(x, width * rows)) return next;
  store<u32>(fault, 1);
  return END;
}

/** The same for a sparse batch, and for entries at or beyond `inputs`. */
export function requireSparse(
  starts: usize, indices: usize, values: usize, inputs: u32, fault: usize, rows: i32, next: usize,
): usize {
  const entries = load<u32>(starts + (<usize>rows << 2));
  let largest: u32 = 0;
  for (let k: u32 = 0; k < entries; ++k) {
    const index = load<u32>(indices + (<usize>k << 2));
    largest = index > largest ? index : largest;
  }
  if (largest < inputs && allFinite(values, entries)) return next;
  store<u32>(fault, 1);
  return END;
}

// @ts-ignore: decorator
@inline function allFinite(values: usize, length: i32): bool {
  // Anything finite times 0 is 0; NaN and infinities give NaN, which no addition takes back.
  const zero = f32x4.splat(0);
  let s0 = zero, s1 = zero, s2 = zero, s3 = zero;
  let left = length;
  for (; left >= 16; left -= 16, values += 64) {
    s0 = f32x4.add(s0, f32x4.mul(v128.load(values), zero));
    s1 = f32x4.add(s1, f32x4.mul(v128.load(values, 16), zero));
    s2 = f32x4.add(s2, f32x4.mul(v128.load(values, 32), zero));
    s3 = f32x4.add(s3, f32x4.mul(v128.load(values, 48), zero));
  }
  for (; left > 0; left -= 4, values += 16) {
    s0 = f32x4.add(s0, f32x4.mul(loadUpTo4(values, left), zero));
  }
  const sum = f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3));
  return !v128.any_true(f32x4.ne(sum, sum));
}
