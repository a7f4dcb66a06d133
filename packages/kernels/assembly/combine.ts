import { loadUpTo4, storeUpTo4 } from './memory';

/** c = a + b, number by number; c may be a or b. */
export function addRows(a: usize, b: usize, c: usize, width: i32, rows: i32): void {
  for (let left = width * rows; left > 0; left -= 4, a += 16, b += 16, c += 16) {
    storeUpTo4(c, f32x4.add(loadUpTo4(a, left), loadUpTo4(b, left)), left);
  }
}

/** c = a · b, number by number. */
export function multiplyRows(a: usize, b: usize, c: usize, width: i32, rows: i32): void {
  for (let left = width * rows; left > 0; left -= 4, a += 16, b += 16, c += 16) {
    storeUpTo4(c, f32x4.mul(loadUpTo4(a, left), loadUpTo4(b, left)), left);
  }
}
