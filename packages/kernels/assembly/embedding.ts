import { loadUpTo4, storeUpTo4 } from './memory';

/** An address beyond every program: whoever returns it ends the run. */
// @ts-ignore: decorator
@inline const END: usize = 0xffffffff;

/**
 * Ends the program if one of `columns` numbers a row is no whole number from 0 to categories − 1.
 *
 * Then `fault` says 2 plus which number it was, counted over whole rows of `width`; the word behind it says `categories`.
 */
export function requireCategories(
  x: usize, from: i32, columns: i32, width: i32, categories: i32, fault: usize, rows: i32,
  next: usize,
): usize {
  for (let r = 0; r < rows; ++r) {
    for (let c = 0; c < columns; ++c) {
      const place = r * width + from + c;
      const value = load<f32>(x + (<usize>place << 2));
      if (value >= 0 && value < <f32>categories && floor<f32>(value) == value) continue;
      store<u32>(fault, 2 + place);
      store<u32>(fault, categories, 4);
      return END;
    }
  }
  return next;
}

/** y[rows, inputs · units] = the rows of W that x[rows, inputs] names, side by side. */
export function embeddingForward(
  x: usize, weights: usize, y: usize, inputs: i32, units: i32, rows: i32,
): void {
  const width = <usize>units << 2;
  for (let i = inputs * rows; i > 0; --i, x += 4, y += width) {
    const row = weights + <usize>load<f32>(x) * width;
    for (let j = 0; j < units; j += 4) {
      const at = <usize>j << 2;
      storeUpTo4(y + at, loadUpTo4(row + at, units - j), units - j);
    }
  }
}

/**
 * dW in compact form: `touched` lists the rows of W that the batch names, dw[count, units] their gradients.
 *
 * `positions` is never cleared, as in sparseWeightGradient.
 */
export function embeddingWeightGradient(
  x: usize, dy: usize, inputs: i32, units: i32,
  positions: usize, count: usize, touched: usize, dw: usize, rows: i32,
): void {
  const width = <usize>units << 2;
  let listed: u32 = 0;
  for (let i = inputs * rows; i > 0; --i, x += 4, dy += width) {
    const index = <u32>load<f32>(x);
    const place = positions + (<usize>index << 2);
    const position = load<u32>(place);
    if (position < listed && load<u32>(touched + (<usize>position << 2)) == index) {
      add(dw + <usize>position * width, dy, units);
    } else {
      store<u32>(place, listed);
      store<u32>(touched + (<usize>listed << 2), index);
      put(dw + <usize>listed * width, dy, units);
      ++listed;
    }
  }
  store<u32>(count, listed);
}

// @ts-ignore: decorator
@inline function put(dw: usize, dy: usize, units: i32): void {
  for (let j = 0; j < units; j += 4) {
    const at = <usize>j << 2;
    storeUpTo4(dw + at, loadUpTo4(dy + at, units - j), units - j);
  }
}

// @ts-ignore: decorator
@inline function add(dw: usize, dy: usize, units: i32): void {
  for (let j = 0; j < units; j += 4) {
    const at = <usize>j << 2;
    const sum = f32x4.add(loadUpTo4(dw + at, units - j), loadUpTo4(dy + at, units - j));
    storeUpTo4(dw + at, sum, units - j);
  }
}
