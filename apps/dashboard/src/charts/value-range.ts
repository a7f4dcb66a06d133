/** Ends of a value axis. */
export type Range = readonly [low: number, high: number];

/**
 * What a linear axis shows of the smoothed curves: all of them and a little air, down to zero where zero is near. Single
 * spikes of the raw curve may leave the picture: they would flatten everything else.
 */
export function linearRange(curves: readonly ArrayLike<number>[]): Range {
  const [low, high] = extremes(curves, Number.NEGATIVE_INFINITY);
  if (low > high) return [0, 1];
  const air = (high - low || Math.abs(high) || 1) * 0.08;
  const bottom = low >= 0 && low < 0.4 * high ? 0 : low - air;
  return [bottom, high + air];
}

/** The same for a logarithmic axis: what is not positive is left out, and at least half a decade is shown. */
export function logRange(curves: readonly ArrayLike<number>[]): Range {
  const [low, high] = extremes(curves, 0);
  if (low > high) return [0.1, 1];
  const air = Math.max(1.15, Math.sqrt(10 ** 0.5 / (high / low)));
  return [low / air, high * air];
}

function extremes(curves: readonly ArrayLike<number>[], above: number): Range {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const curve of curves) {
    for (let i = 0; i < curve.length; i++) {
      const value = curve[i] ?? Number.NaN;
      if (!Number.isFinite(value) || value <= above) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return [low, high];
}
