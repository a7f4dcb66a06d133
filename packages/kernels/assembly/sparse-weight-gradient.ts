import { storeUpTo4 } from './memory';

/**
 * dW of a sparse batch, in compact form: `touched` lists the rows of W that the batch has entries for, dw[count, outputs]
 * their gradients. Entries of one row of W add up.
 *
 * `positions` says where in the list a row stands. It is never cleared: an entry holds only if the list agrees
 * (Briggs & Torczon 1993), so the cost is the entries', not the weights'.
 */
export function sparseWeightGradient(
  starts: usize, indices: usize, values: usize, dy: usize, outputs: i32,
  positions: usize, count: usize, touched: usize, dw: usize, rows: i32,
): void {
  const width = <usize>outputs << 2;
  let listed: u32 = 0;
  for (let r = 0; r < rows; ++r) {
    const end = load<u32>(starts + (<usize>r << 2), 4);
    for (let k = load<u32>(starts + (<usize>r << 2)); k < end; ++k) {
      const index = load<u32>(indices + (<usize>k << 2));
      const value = v128.load32_splat(values + (<usize>k << 2));
      const place = positions + (<usize>index << 2);
      const position = load<u32>(place);
      if (position < listed && load<u32>(touched + (<usize>position << 2)) == index) {
        add(dw + <usize>position * width, value, dy, outputs);
      } else {
        store<u32>(place, listed);
        store<u32>(touched + (<usize>listed << 2), index);
        put(dw + <usize>listed * width, value, dy, outputs);
        ++listed;
      }
    }
    dy += width;
  }
  store<u32>(count, listed);
}

// @ts-ignore: decorator
@inline function put(dw: usize, value: v128, dy: usize, outputs: i32): void {
  for (let j = 0; j < outputs; j += 4) {
    const at = <usize>j << 2;
    storeUpTo4(dw + at, f32x4.mul(value, v128.load(dy + at)), outputs - j);
  }
}

// @ts-ignore: decorator
@inline function add(dw: usize, value: v128, dy: usize, outputs: i32): void {
  for (let j = 0; j < outputs; j += 4) {
    const at = <usize>j << 2;
    const sum = f32x4.add(v128.load(dw + at), f32x4.mul(value, v128.load(dy + at)));
    storeUpTo4(dw + at, sum, outputs - j);
  }
}
