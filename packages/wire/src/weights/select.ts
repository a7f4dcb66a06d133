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
    // Magnitudes of f32 sort like their bits; NaN sorts highest, and is coded in f32 then.
    const sizes = Float32Array.from(chosen, (at) =>
      Math.abs((target[at] as number) - (shadow[at] as number)),
    );
    const threshold = sizes.slice().sort()[sizes.length - most] as number;
    const above = sizes.reduce((count, size) => count + (size <= threshold ? 0 : 1), 0);
    let ties = most - above;
    return chosen.filter((_, index) => {
      const size = sizes[index] as number;
      return !(size <= threshold) || (size === threshold && ties-- > 0);
    });
  };
}
