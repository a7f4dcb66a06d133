import { loadUpTo4, storeUpTo4, laneMask, sumLanes } from './memory';

/** y = γ x̂ + β with x̂ = (x − mean) / √(variance + ε) for each row; keeps x̂ and 1/√(variance + ε). */
export function layerNormForward(
  x: usize, weights: usize, bias: usize, y: usize, normalized: usize, scales: usize,
  outputs: i32, epsilon: f32, rows: i32,
): void {
  const bytes = <usize>outputs << 2;
  const share: f32 = 1 / <f32>outputs;
  for (let r = 0; r < rows; ++r) {
    const mean = f32x4.splat(total(x, outputs) * share);
    const variance = squares(x, mean, outputs) * share;
    const scale: f32 = 1 / sqrt<f32>(variance + epsilon);
    store<f32>(scales + (<usize>r << 2), scale);
    for (let j = 0; j < outputs; j += 4) {
      const at = <usize>j << 2;
      const left = outputs - j;
      const unit = f32x4.mul(f32x4.sub(loadUpTo4(x + at, left), mean), f32x4.splat(scale));
      const stretched = f32x4.mul(unit, loadUpTo4(weights + at, left));
      storeUpTo4(normalized + at, unit, left);
      storeUpTo4(y + at, f32x4.add(stretched, loadUpTo4(bias + at, left)), left);
    }
    x += bytes;
    y += bytes;
    normalized += bytes;
  }
}

/** dx = scale · (g − mean(g) − x̂ mean(g x̂)) with g = γ dy. */
export function layerNormInputGradient(
  dy: usize, weights: usize, normalized: usize, scales: usize, dx: usize, outputs: i32, rows: i32,
): void {
  const bytes = <usize>outputs << 2;
  const share: f32 = 1 / <f32>outputs;
  for (let r = 0; r < rows; ++r) {
    let sums = f32x4.splat(0), products = f32x4.splat(0);
    for (let j = 0; j < outputs; j += 4) {
      const at = <usize>j << 2;
      const left = outputs - j;
      const g = f32x4.mul(loadUpTo4(dy + at, left), loadUpTo4(weights + at, left));
      sums = f32x4.add(sums, g);
      products = f32x4.add(products, f32x4.mul(g, loadUpTo4(normalized + at, left)));
    }
    const mean = f32x4.splat(sumLanes(sums) * share);
    const slope = f32x4.splat(sumLanes(products) * share);
    const scale = v128.load32_splat(scales + (<usize>r << 2));
    for (let j = 0; j < outputs; j += 4) {
      const at = <usize>j << 2;
      const left = outputs - j;
      const g = f32x4.mul(loadUpTo4(dy + at, left), loadUpTo4(weights + at, left));
      const tilted = f32x4.mul(loadUpTo4(normalized + at, left), slope);
      const centered = f32x4.sub(f32x4.sub(g, mean), tilted);
      storeUpTo4(dx + at, f32x4.mul(scale, centered), left);
    }
    dy += bytes;
    dx += bytes;
    normalized += bytes;
  }
}

/** dγ = Σ over rows of dy x̂, dβ = Σ dy. */
export function layerNormWeightGradient(
  dy: usize, normalized: usize, dw: usize, db: usize, outputs: i32, rows: i32,
): void {
  for (let j = 0; j < outputs; j += 4) {
    const left = outputs - j;
    let stretch = f32x4.splat(0), shift = f32x4.splat(0);
    for (let r = 0; r < rows; ++r) {
      const at = <usize>(r * outputs + j) << 2;
      const d = loadUpTo4(dy + at, left);
      shift = f32x4.add(shift, d);
      stretch = f32x4.add(stretch, f32x4.mul(d, loadUpTo4(normalized + at, left)));
    }
    storeUpTo4(dw + (<usize>j << 2), stretch, left);
    storeUpTo4(db + (<usize>j << 2), shift, left);
  }
}

// @ts-ignore: decorator
@inline function total(x: usize, n: i32): f32 {
  let sums = f32x4.splat(0);
  for (let j = 0; j < n; j += 4) sums = f32x4.add(sums, loadUpTo4(x + (<usize>j << 2), n - j));
  return sumLanes(sums);
}

/** Σ (x − mean)². */
// @ts-ignore: decorator
@inline function squares(x: usize, mean: v128, n: i32): f32 {
  let sums = f32x4.splat(0);
  for (let j = 0; j < n; j += 4) {
    const difference = f32x4.sub(loadUpTo4(x + (<usize>j << 2), n - j), mean);
    const kept = n - j < 4 ? v128.and(difference, laneMask(n - j)) : difference;
    sums = f32x4.add(sums, f32x4.mul(kept, kept));
  }
  return sumLanes(sums);
}
