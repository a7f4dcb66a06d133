import { loadUpTo4, storeUpTo4 } from './memory';

/** Copies `width` numbers a row from rows of `sourceWidth` to rows of `targetWidth`. */
export function copyColumns(
  source: usize, sourceWidth: i32, target: usize, targetWidth: i32, width: i32, rows: i32,
): void {
  for (let r = 0; r < rows; ++r) {
    for (let j = 0; j < width; j += 4) {
      const at = <usize>j << 2;
      storeUpTo4(target + at, loadUpTo4(source + at, width - j), width - j);
    }
    source += <usize>sourceWidth << 2;
    target += <usize>targetWidth << 2;
  }
}

/** dx = dy in the columns from `from` on, 0 in the others. */
export function sliceInputGradient(
  dy: usize, dx: usize, from: i32, inputs: i32, outputs: i32, rows: i32,
): void {
  memory.fill(dx, 0, (<usize>inputs * <usize>rows) << 2);
  copyColumns(dy, outputs, dx + (<usize>from << 2), inputs, outputs, rows);
}
