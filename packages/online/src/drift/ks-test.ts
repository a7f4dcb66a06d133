/** What the two-sample Kolmogorov–Smirnov test says of two samples of equal size. */
export interface KsTest {
  /** Largest distance between the two empirical distributions, 0 to 1. */
  readonly statistic: number;
  /** Chance of a distance this large or larger between samples of one distribution. */
  readonly pValue: number;
}

/**
 * The two-sided Kolmogorov–Smirnov test of two samples of n numbers each, exact.
 *
 * p = 2·Σ_{k ≥ 1} (−1)^{k+1}·C(2n, n − kh)/C(2n, n) with h = n·statistic (Gnedenko & Korolyuk 1951), as in
 * SciPy's `ks_2samp(method="exact")`.
 */
export function ksTest(a: ArrayLike<number>, b: ArrayLike<number>): KsTest {
  const n = a.length;
  const h = largestGap(Float64Array.from(a).sort(), Float64Array.from(b).sort());
  if (h === 0) return { statistic: 0, pValue: 1 };
  let ratio = 1; // C(2n, n − j)/C(2n, n)
  let sum = 0;
  for (let j = 1; j <= n; j += 1) {
    ratio *= (n - j + 1) / (n + j);
    if (j % h === 0) sum += (j / h) % 2 === 1 ? ratio : -ratio;
  }
  return { statistic: h / n, pValue: Math.min(1, 2 * sum) };
}

/** How many more of one sorted sample than of the other lie below some number, at most. */
function largestGap(a: Float64Array, b: Float64Array): number {
  const n = a.length;
  let [i, j, gap] = [0, 0, 0];
  while (i < n && j < n) {
    const x = Math.min(a[i] as number, b[j] as number);
    while (i < n && a[i] === x) i += 1;
    while (j < n && b[j] === x) j += 1;
    gap = Math.max(gap, Math.abs(i - j));
  }
  return gap;
}
