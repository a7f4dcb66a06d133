import { differences, differingIndices } from './change.ts';

/** Indices of all weights that differ, ascending. */
export function allDiffering(shadow: Float32Array, target: Float32Array): Uint32Array {
  return differingIndices(shadow, target, differences(shadow, target));
}

/** Selects the given fraction of weights (16 at least) that differ most, ascending. */
export function largest(
  fraction: number,
): (shadow: Float32Array, target: Float32Array) => Uint32Array {
  return (shadow, target) => {
    const chosen = allDiffering(shadow, target);
    const most = Math.max(16, Math.ceil(fraction * target.length));
    if (chosen.length <= most) return chosen;
    const sizes = magnitudes(chosen, shadow, target);
    const threshold = nthLargest(sizes, most);
    let ties = most;
    for (const size of sizes) if (size > threshold) ties -= 1;
    return chosen.filter((_, index) => {
      const size = sizes[index] as number;
      return size > threshold || (size === threshold && ties-- > 0);
    });
  };
}

/** Bits of the absolute differences: they sort like the numbers, NaN highest. */
function magnitudes(chosen: Uint32Array, shadow: Float32Array, target: Float32Array): Uint32Array {
  const sizes = new Float32Array(chosen.length);
  for (let index = 0; index < chosen.length; index += 1) {
    const at = chosen[index] as number;
    sizes[index] = Math.abs((target[at] as number) - (shadow[at] as number));
  }
  return new Uint32Array(sizes.buffer);
}

/** The n-th largest number: by counting upper halves, then sorting only those that share the right one. */
function nthLargest(numbers: Uint32Array, n: number): number {
  const counts = new Uint32Array(1 << 16);
  for (const number of numbers) counts[number >>> 16] = (counts[number >>> 16] as number) + 1;
  let upper = counts.length - 1;
  let left = n;
  while (left > (counts[upper] as number)) {
    left -= counts[upper] as number;
    upper -= 1;
  }
  const sharing = numbers.filter((number) => number >>> 16 === upper).sort();
  return sharing[sharing.length - left] as number;
}
