import { loadUpTo4, storeUpTo4, sumLanes } from './memory';

/** y[rows] = w₀ + Σ wᵢ xᵢ + ½ Σ_f [(Σ vᵢ_f xᵢ)² − Σ vᵢ_f² xᵢ²]; keeps the sums Σ vᵢ_f xᵢ, f32 [rows, rank]. */
export function factorizationForward(
  starts: usize, indices: usize, values: usize, bias: usize, weights: usize, factors: usize,
  sums: usize, y: usize, rank: i32, rows: i32,
): void {
  const width = <usize>rank << 2;
  for (let r = 0; r < rows; ++r) {
    const first = load<u32>(starts + (<usize>r << 2)) << 2;
    const last = load<u32>(starts + (<usize>r << 2), 4) << 2;
    let linear = load<f32>(bias);
    for (let k = first; k < last; k += 4) {
      linear += load<f32>(values + k) * load<f32>(weights + (load<u32>(indices + k) << 2));
    }
    let pairs = f32x4.splat(0);
    for (let f = 0; f < rank; f += 4) {
      const at = <usize>f << 2;
      let sum = f32x4.splat(0), squares = f32x4.splat(0);
      for (let k = first; k < last; k += 4) {
        const v = loadUpTo4(factors + <usize>load<u32>(indices + k) * width + at, rank - f);
        const term = f32x4.mul(v, v128.load32_splat(values + k));
        sum = f32x4.add(sum, term);
        squares = f32x4.add(squares, f32x4.mul(term, term));
      }
      storeUpTo4(sums + at, sum, rank - f);
      pairs = f32x4.add(pairs, f32x4.sub(f32x4.mul(sum, sum), squares));
    }
    store<f32>(y, linear + 0.5 * sumLanes(pairs));
    y += 4;
    sums += width;
  }
}

/** dV in compact form, as sparseWeightGradient has it: dvᵢ_f = dy xᵢ (Σ vⱼ_f xⱼ − vᵢ_f xᵢ). */
export function factorizationGradient(
  starts: usize, indices: usize, values: usize, dy: usize, factors: usize, sums: usize, rank: i32,
  positions: usize, count: usize, touched: usize, dw: usize, rows: i32,
): void {
  const width = <usize>rank << 2;
  let listed: u32 = 0;
  for (let r = 0; r < rows; ++r) {
    const last = load<u32>(starts + (<usize>r << 2), 4) << 2;
    for (let k = load<u32>(starts + (<usize>r << 2)) << 2; k < last; k += 4) {
      const index = load<u32>(indices + k);
      const place = positions + (<usize>index << 2);
      let position = load<u32>(place);
      const known = position < listed && load<u32>(touched + (<usize>position << 2)) == index;
      if (!known) {
        position = listed++;
        store<u32>(place, position);
        store<u32>(touched + (<usize>position << 2), index);
      }
      const row = factors + <usize>index * width;
      pull(row, sums, load<f32>(values + k), load<f32>(dy), dw + <usize>position * width, rank, known);
    }
    dy += 4;
    sums += width;
  }
  store<u32>(count, listed);
}

// @ts-ignore: decorator
@inline function pull(
  row: usize, sums: usize, value: f32, slope: f32, dw: usize, rank: i32, known: bool,
): void {
  const x = f32x4.splat(value);
  const pull = f32x4.splat(slope * value);
  for (let f = 0; f < rank; f += 4) {
    const at = <usize>f << 2;
    const left = rank - f;
    const others = f32x4.sub(loadUpTo4(sums + at, left), f32x4.mul(loadUpTo4(row + at, left), x));
    const before = known ? loadUpTo4(dw + at, left) : f32x4.splat(0);
    storeUpTo4(dw + at, f32x4.add(before, f32x4.mul(pull, others)), left);
  }
}
