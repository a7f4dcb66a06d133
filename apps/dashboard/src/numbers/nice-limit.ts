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

const BINS = 1024;

/**
 * A quantile of |values| over those that are not zero (0 if all are), to a thousandth of the largest: counted, not
 * sorted, since it is asked for with every frame.
 */
export function magnitude(values: ArrayLike<number>, quantile: number): number {
  const { largest, count } = survey(values);
  if (count === 0) return 0;
  const counts = new Uint32Array(BINS);
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i] ?? 0);
    const bin = Math.max(0, Math.ceil((size / largest) * BINS) - 1);
    if (size > 0 && size <= largest) counts[bin] = (counts[bin] ?? 0) + 1;
  }
  let below = 0;
  const bin = counts.findIndex((held) => (below += held) >= quantile * count);
  return ((bin + 1) / BINS) * largest;
}

function survey(values: ArrayLike<number>): { largest: number; count: number } {
  let largest = 0;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i] ?? 0);
    if (!(size > 0 && size < Number.POSITIVE_INFINITY)) continue;
    count++;
    if (size > largest) largest = size;
  }
  return { largest, count };
}
