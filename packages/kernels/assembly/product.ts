import { storeLanes } from './memory';

/** What happens to a finished sum before it is stored. */
export const PLAIN = 0;
export const BIAS = 1;
export const DESCEND = 2;

/** From so many columns on, rows of B lie too far apart to be read in panels again and again. */
// @ts-ignore: decorator
@inline const WIDE = 256;

/** Columns of B that are packed at a time: a cache line. */
// @ts-ignore: decorator
@inline const PANEL = 16;

/**
 * C[rows, columns] = Σₖ A[i, k] · B[k, j] in register tiles of 4 × 8, summed in the order of k.
 *
 * A's element stands at a + i·rowStride + k·stepStride, so that its transpose costs nothing; B and C are row-major. Every
 * element is summed in the same order whatever tile it falls into, so a row's bits don't depend on its neighbors.
 *
 * Where there is room for f32 [depth, 16] at `panel` and it is worth it, B's columns are first packed there, sixteen at a time.
 *
 * EPILOGUE: PLAIN stores the sum, BIAS adds extra[j], DESCEND subtracts rate · sum from what C holds.
 */
// @ts-ignore: decorator
@inline export function product(
  a: usize, rowStride: usize, stepStride: usize, b: usize, c: usize, extra: usize, rate: v128,
  rows: i32, columns: i32, depth: i32, panel: usize, EPILOGUE: i32,
): void {
  const width = <usize>columns << 2;
  let packed = 0;
  if (panel != 0 && columns >= WIDE && rows >= 8) {
    packed = columns & ~(PANEL - 1);
    packedColumns(a, rowStride, stepStride, b, c, extra, rate, rows, columns, depth, panel, EPILOGUE);
  }
  let i = 0;
  for (; i + 4 <= rows; i += 4) {
    const ai = a + <usize>i * rowStride;
    const ci = c + <usize>i * width;
    let j = packed;
    for (; j + 8 <= columns; j += 8) {
      const at = <usize>j << 2;
      tile4x8(
        ai, rowStride, stepStride, b + at, width, width, ci + at, extra + at, rate, depth, EPILOGUE,
      );
    }
    for (; j < columns; j += 4) {
      const at = <usize>j << 2;
      tile4x4(
        ai, rowStride, stepStride, b + at, width, ci + at, extra + at, rate, depth, columns - j, EPILOGUE,
      );
    }
  }
  for (; i < rows; ++i) {
    const ai = a + <usize>i * rowStride;
    const ci = c + <usize>i * width;
    let j = 0;
    // Not so many sums at a time that engines would keep one of them in memory.
    for (; j + 24 <= columns && columns - j != 32; j += 24) {
      const at = <usize>j << 2;
      tile1x24(ai, stepStride, b + at, width, ci + at, extra + at, rate, depth, EPILOGUE);
    }
    for (; j + 16 <= columns; j += 16) {
      const at = <usize>j << 2;
      tile1x16(ai, stepStride, b + at, width, ci + at, extra + at, rate, depth, EPILOGUE);
    }
    for (; j < columns; j += 4) {
      const at = <usize>j << 2;
      tile1x4(ai, stepStride, b + at, width, ci + at, extra + at, rate, depth, columns - j, EPILOGUE);
    }
  }
}

/** The rows that come in fours, and the columns that come in sixteens. */
// @ts-ignore: decorator
@inline function packedColumns(
  a: usize, rowStride: usize, stepStride: usize, b: usize, c: usize, extra: usize, rate: v128,
  rows: i32, columns: i32, depth: i32, panel: usize, EPILOGUE: i32,
): void {
  const width = <usize>columns << 2;
  const half = panel + (<usize>depth << 5);
  for (let j = 0; j + PANEL <= columns; j += PANEL) {
    const at = <usize>j << 2;
    pack(b + at, width, panel, half, depth);
    for (let i = 0; i + 4 <= rows; i += 4) {
      const ai = a + <usize>i * rowStride;
      const ci = c + <usize>i * width + at;
      tile4x8(ai, rowStride, stepStride, panel, 32, width, ci, extra + at, rate, depth, EPILOGUE);
      tile4x8(
        ai, rowStride, stepStride, half, 32, width, ci + 32, extra + at + 32, rate, depth, EPILOGUE,
      );
    }
  }
}

/** Eight of sixteen columns to either place, row after row. */
// @ts-ignore: decorator
@inline function pack(b: usize, width: usize, left: usize, right: usize, depth: i32): void {
  for (let k = 0; k < depth; ++k) {
    v128.store(left, v128.load(b));
    v128.store(left, v128.load(b, 16), 16);
    v128.store(right, v128.load(b, 32));
    v128.store(right, v128.load(b, 48), 16);
    b += width; left += 32; right += 32;
  }
}

// @ts-ignore: decorator
@inline function finish(sum: v128, c: usize, extra: usize, rate: v128, EPILOGUE: i32): v128 {
  if (EPILOGUE == BIAS) return f32x4.add(sum, v128.load(extra));
  if (EPILOGUE == DESCEND) return f32x4.sub(v128.load(c), f32x4.mul(rate, sum));
  return sum;
}

// @ts-ignore: decorator
@inline function put(sum: v128, c: usize, extra: usize, rate: v128, EPILOGUE: i32): void {
  v128.store(c, finish(sum, c, extra, rate, EPILOGUE));
}

// @ts-ignore: decorator
@inline function putUpTo4(sum: v128, c: usize, extra: usize, rate: v128, left: i32, EPILOGUE: i32): void {
  const value = finish(sum, c, extra, rate, EPILOGUE);
  if (left >= 4) v128.store(c, value);
  else storeLanes(c, value, left);
}

// @ts-ignore: decorator
@inline function tile4x8(
  a: usize, rowStride: usize, stepStride: usize, b: usize, bStride: usize, width: usize,
  c: usize, extra: usize, rate: v128, depth: i32, EPILOGUE: i32,
): void {
  let s00 = f32x4.splat(0), s01 = f32x4.splat(0);
  let s10 = f32x4.splat(0), s11 = f32x4.splat(0);
  let s20 = f32x4.splat(0), s21 = f32x4.splat(0);
  let s30 = f32x4.splat(0), s31 = f32x4.splat(0);
  let a0 = a, a1 = a + rowStride, a2 = a1 + rowStride, a3 = a2 + rowStride;
  for (let k = 0; k < depth; ++k) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    let x = v128.load32_splat(a0);
    s00 = f32x4.add(s00, f32x4.mul(x, b0));
    s01 = f32x4.add(s01, f32x4.mul(x, b1));
    x = v128.load32_splat(a1);
    s10 = f32x4.add(s10, f32x4.mul(x, b0));
    s11 = f32x4.add(s11, f32x4.mul(x, b1));
    x = v128.load32_splat(a2);
    s20 = f32x4.add(s20, f32x4.mul(x, b0));
    s21 = f32x4.add(s21, f32x4.mul(x, b1));
    x = v128.load32_splat(a3);
    s30 = f32x4.add(s30, f32x4.mul(x, b0));
    s31 = f32x4.add(s31, f32x4.mul(x, b1));
    a0 += stepStride; a1 += stepStride; a2 += stepStride; a3 += stepStride;
    b += bStride;
  }
  put(s00, c, extra, rate, EPILOGUE); put(s01, c + 16, extra + 16, rate, EPILOGUE);
  c += width;
  put(s10, c, extra, rate, EPILOGUE); put(s11, c + 16, extra + 16, rate, EPILOGUE);
  c += width;
  put(s20, c, extra, rate, EPILOGUE); put(s21, c + 16, extra + 16, rate, EPILOGUE);
  c += width;
  put(s30, c, extra, rate, EPILOGUE); put(s31, c + 16, extra + 16, rate, EPILOGUE);
}

/** Up to 4 columns: the vector may read beyond the row, but stores only what is the row's. */
// @ts-ignore: decorator
@inline function tile4x4(
  a: usize, rowStride: usize, stepStride: usize, b: usize, width: usize,
  c: usize, extra: usize, rate: v128, depth: i32, left: i32, EPILOGUE: i32,
): void {
  let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
  let a0 = a, a1 = a + rowStride, a2 = a1 + rowStride, a3 = a2 + rowStride;
  for (let k = 0; k < depth; ++k) {
    const b0 = v128.load(b);
    s0 = f32x4.add(s0, f32x4.mul(v128.load32_splat(a0), b0));
    s1 = f32x4.add(s1, f32x4.mul(v128.load32_splat(a1), b0));
    s2 = f32x4.add(s2, f32x4.mul(v128.load32_splat(a2), b0));
    s3 = f32x4.add(s3, f32x4.mul(v128.load32_splat(a3), b0));
    a0 += stepStride; a1 += stepStride; a2 += stepStride; a3 += stepStride;
    b += width;
  }
  putUpTo4(s0, c, extra, rate, left, EPILOGUE);
  putUpTo4(s1, c + width, extra, rate, left, EPILOGUE);
  putUpTo4(s2, c + 2 * width, extra, rate, left, EPILOGUE);
  putUpTo4(s3, c + 3 * width, extra, rate, left, EPILOGUE);
}

// @ts-ignore: decorator
@inline function tile1x24(
  a: usize, stepStride: usize, b: usize, width: usize,
  c: usize, extra: usize, rate: v128, depth: i32, EPILOGUE: i32,
): void {
  let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0);
  let s3 = f32x4.splat(0), s4 = f32x4.splat(0), s5 = f32x4.splat(0);
  for (let k = 0; k < depth; ++k) {
    const x = v128.load32_splat(a);
    s0 = f32x4.add(s0, f32x4.mul(x, v128.load(b)));
    s1 = f32x4.add(s1, f32x4.mul(x, v128.load(b, 16)));
    s2 = f32x4.add(s2, f32x4.mul(x, v128.load(b, 32)));
    s3 = f32x4.add(s3, f32x4.mul(x, v128.load(b, 48)));
    s4 = f32x4.add(s4, f32x4.mul(x, v128.load(b, 64)));
    s5 = f32x4.add(s5, f32x4.mul(x, v128.load(b, 80)));
    a += stepStride;
    b += width;
  }
  put(s0, c, extra, rate, EPILOGUE); put(s1, c + 16, extra + 16, rate, EPILOGUE);
  put(s2, c + 32, extra + 32, rate, EPILOGUE); put(s3, c + 48, extra + 48, rate, EPILOGUE);
  put(s4, c + 64, extra + 64, rate, EPILOGUE); put(s5, c + 80, extra + 80, rate, EPILOGUE);
}

// @ts-ignore: decorator
@inline function tile1x16(
  a: usize, stepStride: usize, b: usize, width: usize,
  c: usize, extra: usize, rate: v128, depth: i32, EPILOGUE: i32,
): void {
  let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0);
  let s3 = f32x4.splat(0);
  for (let k = 0; k < depth; ++k) {
    const x = v128.load32_splat(a);
    s0 = f32x4.add(s0, f32x4.mul(x, v128.load(b)));
    s1 = f32x4.add(s1, f32x4.mul(x, v128.load(b, 16)));
    s2 = f32x4.add(s2, f32x4.mul(x, v128.load(b, 32)));
    s3 = f32x4.add(s3, f32x4.mul(x, v128.load(b, 48)));
    a += stepStride;
    b += width;
  }
  put(s0, c, extra, rate, EPILOGUE); put(s1, c + 16, extra + 16, rate, EPILOGUE);
  put(s2, c + 32, extra + 32, rate, EPILOGUE); put(s3, c + 48, extra + 48, rate, EPILOGUE);
}

// @ts-ignore: decorator
@inline function tile1x4(
  a: usize, stepStride: usize, b: usize, width: usize,
  c: usize, extra: usize, rate: v128, depth: i32, left: i32, EPILOGUE: i32,
): void {
  let s = f32x4.splat(0);
  for (let k = 0; k < depth; ++k) {
    s = f32x4.add(s, f32x4.mul(v128.load32_splat(a), v128.load(b)));
    a += stepStride;
    b += width;
  }
  putUpTo4(s, c, extra, rate, left, EPILOGUE);
}
