/**
 * Exponentially weighted mean over an uneven x axis: wₙ = 1 − e^(−Δx/τₙ), sₙ = sₙ₋₁ + wₙ(yₙ − sₙ₋₁), divided by the
 * weight gathered so far, so the start leans on no made-up zero. τₙ is `span`, but at most a fifth of the way come: the
 * steep beginning of a long curve keeps its shape. Writes into `out` and returns it.
 */
export function smooth(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  span: number,
  out: Float64Array = new Float64Array(y.length),
): Float64Array {
  let sum = 0;
  let gathered = 0;
  for (let i = 0; i < y.length; i++) {
    const left = Math.max(i, 1); // the first point is taken to be as wide as the second
    const step = left < x.length ? Math.max(0, (x[left] ?? 0) - (x[left - 1] ?? 0)) : span;
    const come = step + Math.max(0, (x[i] ?? 0) - (x[0] ?? 0));
    const reach = Math.min(span, come / 5);
    const weight = reach > 0 ? Math.max(1 - Math.exp(-step / reach), Number.EPSILON) : 1;
    sum += weight * ((y[i] ?? 0) - sum);
    gathered += weight * (1 - gathered);
    out[i] = sum / gathered;
  }
  return out;
}

/** The span a curve is smoothed over: a hundredth of what is shown, so the eye gets the same calm at every length. */
export function smoothingSpan(x: ArrayLike<number>): number {
  return x.length < 2 ? 0 : ((x[x.length - 1] ?? 0) - (x[0] ?? 0)) / 66;
}

/** The smoothed curve's newest value: a reading that agrees with the picture. NaN for an empty curve. */
export function smoothedEnd(curve: {
  readonly x: ArrayLike<number>;
  readonly mean: ArrayLike<number>;
}): number {
  return smooth(curve.x, curve.mean, smoothingSpan(curve.x)).at(-1) ?? Number.NaN;
}
