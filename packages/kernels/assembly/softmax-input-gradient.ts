import { loadUpTo4, storeUpTo4, sumLanes } from './memory';

/** dx = y · (dy − Σ dy y) for each row. */
export function softmaxInputGradient(
  y: usize, dy: usize, dx: usize, outputs: i32, rows: i32,
): void {
  const bytes = <usize>outputs << 2;
  for (let r = 0; r < rows; ++r) {
    let sums = f32x4.splat(0);
    for (let j = 0; j < outputs; j += 4) {
      const at = <usize>j << 2;
      sums = f32x4.add(sums, f32x4.mul(loadUpTo4(y + at, outputs - j), loadUpTo4(dy + at, outputs - j)));
    }
    const mean = f32x4.splat(sumLanes(sums));
    for (let j = 0; j < outputs; j += 4) {
      const at = <usize>j << 2;
      const left = outputs - j;
      const difference = f32x4.sub(loadUpTo4(dy + at, left), mean);
      storeUpTo4(dx + at, f32x4.mul(loadUpTo4(y + at, left), difference), left);
    }
    y += bytes;
    dy += bytes;
    dx += bytes;
  }
}
