import { laneMask, storeUpTo4 } from './memory';

/** dx[rows, inputs] = dy[rows, outputs] · Wᵀ: dot products along the rows of W, four inputs at a time. */
export function denseInputGradient(
  dy: usize, weights: usize, dx: usize, inputs: i32, outputs: i32, rows: i32,
): void {
  const width = <usize>outputs << 2;
  const stride = <usize>inputs << 2;
  for (let i = 0; i < inputs; i += 4) {
    const left = inputs - i;
    // Rows of W beyond the last input are read as the last one, and not stored.
    const w0 = weights + <usize>i * width;
    const w1 = left > 1 ? w0 + width : w0;
    const w2 = left > 2 ? w1 + width : w1;
    const w3 = left > 3 ? w2 + width : w2;
    let r = 0;
    for (; r + 2 <= rows; r += 2) {
      const d = dy + <usize>r * width;
      const to = dx + <usize>r * stride + (<usize>i << 2);
      dots2x4(d, d + width, w0, w1, w2, w3, outputs, to, to + stride, left);
    }
    if (r < rows) {
      dots1x4(dy + <usize>r * width, w0, w1, w2, w3, outputs, dx + <usize>r * stride + (<usize>i << 2), left);
    }
  }
}

/** Lane k of the result is the sum of the lanes of the k-th vector. */
// @ts-ignore: decorator
@inline function sums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(
    v128.shuffle<f32>(a, b, 0, 4, 2, 6), v128.shuffle<f32>(a, b, 1, 5, 3, 7),
  );
  const cd = f32x4.add(
    v128.shuffle<f32>(c, d, 0, 4, 2, 6), v128.shuffle<f32>(c, d, 1, 5, 3, 7),
  );
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

// @ts-ignore: decorator
@inline function dots2x4(
  d0: usize, d1: usize, w0: usize, w1: usize, w2: usize, w3: usize,
  length: i32, to0: usize, to1: usize, left: i32,
): void {
  let s00 = f32x4.splat(0), s01 = f32x4.splat(0), s02 = f32x4.splat(0), s03 = f32x4.splat(0);
  let s10 = f32x4.splat(0), s11 = f32x4.splat(0), s12 = f32x4.splat(0), s13 = f32x4.splat(0);
  let j = 0;
  for (; j + 4 <= length; j += 4) {
    const at = <usize>j << 2;
    const x0 = v128.load(d0 + at), x1 = v128.load(d1 + at);
    let w = v128.load(w0 + at);
    s00 = f32x4.add(s00, f32x4.mul(x0, w));
    s10 = f32x4.add(s10, f32x4.mul(x1, w));
    w = v128.load(w1 + at);
    s01 = f32x4.add(s01, f32x4.mul(x0, w));
    s11 = f32x4.add(s11, f32x4.mul(x1, w));
    w = v128.load(w2 + at);
    s02 = f32x4.add(s02, f32x4.mul(x0, w));
    s12 = f32x4.add(s12, f32x4.mul(x1, w));
    w = v128.load(w3 + at);
    s03 = f32x4.add(s03, f32x4.mul(x0, w));
    s13 = f32x4.add(s13, f32x4.mul(x1, w));
  }
  if (j < length) {
    const at = <usize>j << 2;
    const mask = laneMask(length - j);
    const x0 = v128.and(v128.load(d0 + at), mask), x1 = v128.and(v128.load(d1 + at), mask);
    let w = v128.and(v128.load(w0 + at), mask);
    s00 = f32x4.add(s00, f32x4.mul(x0, w));
    s10 = f32x4.add(s10, f32x4.mul(x1, w));
    w = v128.and(v128.load(w1 + at), mask);
    s01 = f32x4.add(s01, f32x4.mul(x0, w));
    s11 = f32x4.add(s11, f32x4.mul(x1, w));
    w = v128.and(v128.load(w2 + at), mask);
    s02 = f32x4.add(s02, f32x4.mul(x0, w));
    s12 = f32x4.add(s12, f32x4.mul(x1, w));
    w = v128.and(v128.load(w3 + at), mask);
    s03 = f32x4.add(s03, f32x4.mul(x0, w));
    s13 = f32x4.add(s13, f32x4.mul(x1, w));
  }
  storeUpTo4(to0, sums(s00, s01, s02, s03), left);
  storeUpTo4(to1, sums(s10, s11, s12, s13), left);
}

// @ts-ignore: decorator
@inline function dots1x4(
  d: usize, w0: usize, w1: usize, w2: usize, w3: usize, length: i32, to: usize, left: i32,
): void {
  let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
  for (let j = 0; j < length; j += 4) {
    const at = <usize>j << 2;
    let mask = i32x4.splat(-1);
    if (length - j < 4) mask = laneMask(length - j);
    const x = v128.and(v128.load(d + at), mask);
    s0 = f32x4.add(s0, f32x4.mul(x, v128.and(v128.load(w0 + at), mask)));
    s1 = f32x4.add(s1, f32x4.mul(x, v128.and(v128.load(w1 + at), mask)));
    s2 = f32x4.add(s2, f32x4.mul(x, v128.and(v128.load(w2 + at), mask)));
    s3 = f32x4.add(s3, f32x4.mul(x, v128.and(v128.load(w3 + at), mask)));
  }
  storeUpTo4(to, sums(s0, s1, s2, s3), left);
}
