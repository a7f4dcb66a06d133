/** The smallest of 1, 1.5, 2, 3, 5, 7 × 10ⁿ that is not below `value`: an axis end a reader can say aloud. */
export function niceCeil(value: number): number {
  if (!(value > 0) || !Number.isFinite(value)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 1.5, 2, 3, 5, 7, 10].find((s) => s * power >= value * (1 - 1e-6)) ?? 10;
  return Number((step * power).toPrecision(2));
}

/**
 * A scale that grows at once and shrinks only when half of it stands empty: bars and colors keep their meaning from
 * frame to frame.
 */
export function stickyLimit(previous: number, size: number): number {
  const wanted = niceCeil(size);
  return wanted > previous || wanted < previous / 2 ? wanted : previous;
}

/** A quantile of |values| over those that are not zero (0 if all are), from at most 4,096 of them. */
export function magnitude(values: ArrayLike<number>, quantile: number): number {
  const stride = Math.max(1, Math.floor(values.length / 65_536));
  const sizes: number[] = [];
  for (let i = 0; i < values.length; i += stride) {
    const size = Math.abs(values[i] ?? 0);
    if (size > 0 && Number.isFinite(size)) sizes.push(size);
  }
  const thin = Math.max(1, Math.ceil(sizes.length / 4096));
  const drawn = Float64Array.from(sizes.filter((_, i) => i % thin === 0)).toSorted();
  return drawn[Math.min(drawn.length - 1, Math.floor(quantile * drawn.length))] ?? 0;
}
