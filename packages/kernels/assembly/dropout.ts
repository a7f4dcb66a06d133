import { philox, random0, random1, random2, random3 } from './philox';

// State: u32 key[2], u32 step[2]. A number's fate follows from key, step and place alone.

/** y = x · mask; mask is 0 with probability `rate`, else 1/(1 − rate). */
export function dropoutForward(
  x: usize, y: usize, outputs: i32, mask: usize, state: usize, rate: f32, rows: i32,
): void {
  const n = outputs * rows;
  const bound = <u32>(<f64>rate * 4294967296.0);
  const scale: f32 = 1 / (1 - rate);
  for (let i = 0; i < n; i += 4) {
    philox(
      <u32>i >> 2, 0, load<u32>(state, 8), load<u32>(state, 12),
      load<u32>(state), load<u32>(state, 4),
    );
    const at = <usize>i << 2;
    decide(random0, x + at, y + at, mask + at, bound, scale);
    if (i + 1 < n) decide(random1, x + at + 4, y + at + 4, mask + at + 4, bound, scale);
    if (i + 2 < n) decide(random2, x + at + 8, y + at + 8, mask + at + 8, bound, scale);
    if (i + 3 < n) decide(random3, x + at + 12, y + at + 12, mask + at + 12, bound, scale);
  }
}

/** One step further. */
export function dropoutCommit(state: usize): void {
  store<u64>(state, load<u64>(state, 8) + 1, 8);
}

// @ts-ignore: decorator
@inline function decide(
  random: u32, x: usize, y: usize, mask: usize, bound: u32, scale: f32,
): void {
  const factor: f32 = random < bound ? 0 : scale;
  store<f32>(mask, factor);
  store<f32>(y, load<f32>(x) * factor);
}
