/** The values of a step function at the places `x`: the last `y` at or before each, NaN before the first. */
export function align(
  x: ArrayLike<number>,
  from: { readonly x: ArrayLike<number>; readonly mean: ArrayLike<number> },
): Float64Array {
  let j = -1;
  return Float64Array.from({ length: x.length }, (_, i) => {
    while (j + 1 < from.x.length && (from.x[j + 1] ?? 0) <= (x[i] ?? 0)) j++;
    return from.mean[j] ?? Number.NaN;
  });
}
