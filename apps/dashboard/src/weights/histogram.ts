/**
 * How many weights fall in each of `bins` equal slices of ±limit (the outermost take what lies beyond), zeros left out,
 * as shares of the fullest slice on a square-root scale: a rare weight is still a hair, not nothing.
 */
export function histogram(weights: ArrayLike<number>, limit: number, bins = 61): Float64Array {
  const counts = new Float64Array(bins);
  for (let i = 0; i < weights.length; i++) {
    const value = weights[i] ?? 0;
    if (value === 0 || !Number.isFinite(value)) continue;
    const at = Math.floor(((value / limit + 1) / 2) * bins);
    const bin = Math.max(0, Math.min(bins - 1, at));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const fullest = Math.max(1, ...counts);
  return counts.map((count) => Math.sqrt(count / fullest));
}
