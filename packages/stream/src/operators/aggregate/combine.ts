import type { Robust } from './aggregate-options.ts';

/** One voice among several. */
export interface Voice {
  /** f32 [weights]. */
  readonly data: Float32Array;
  /** What it is shortened by, 0 … 1. */
  readonly factor: number;
  /** How much it counts in a mean. */
  readonly mass: number;
}

/**
 * Joins vectors of one length into one.
 *
 * - `mean`: Σ mass·factor·g / Σ mass
 * - `median`: of factor·g, coordinate by coordinate; of an even number, the mean of the middle two
 * - `trimmed-mean`: of factor·g, coordinate by coordinate, without the ⌊trim·n⌋ smallest and largest
 *
 * @see Yin, Chen, Ramchandran, Bartlett 2018, "Byzantine-robust distributed learning"
 */
export function combine(voices: readonly Voice[], robust: Robust, trim: number): Float32Array {
  if (robust === 'mean') return mean(voices);
  const n = voices.length;
  // A fraction of n that should be whole may come out a rounding below it.
  const cut = robust === 'median' ? (n - 1) >> 1 : Math.floor(trim * n + 1e-9);
  return middle(voices, cut);
}

function mean(voices: readonly Voice[]): Float32Array {
  const length = voices[0]?.data.length ?? 0;
  const total = voices.reduce((sum, { mass }) => sum + mass, 0);
  const sums = new Float64Array(length);
  for (const { data, factor, mass } of voices) {
    const share = (factor * mass) / total;
    for (let i = 0; i < length; i += 1) {
      sums[i] = (sums[i] as number) + share * (data[i] as number);
    }
  }
  return Float32Array.from(sums);
}

/** The mean of what is left when `cut` values are taken away at each end. */
function middle(voices: readonly Voice[], cut: number): Float32Array {
  const n = voices.length;
  const values = new Float64Array(n);
  return Float32Array.from({ length: voices[0]?.data.length ?? 0 }, (_, i) => {
    let known = 0;
    for (const { data, factor } of voices)
      known = insert(values, known, factor * (data[i] as number));
    let sum = 0;
    for (let k = cut; k < n - cut; k += 1) sum += values[k] as number;
    return sum / (n - 2 * cut);
  });
}

/** Puts one more value in its place among the first `known`: for some dozens far faster than a sort. */
function insert(values: Float64Array, known: number, value: number): number {
  let at = known;
  for (; at > 0 && (values[at - 1] as number) > value; at -= 1)
    values[at] = values[at - 1] as number;
  values[at] = value;
  return known + 1;
}
