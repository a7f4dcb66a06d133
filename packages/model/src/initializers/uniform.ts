import type { Random } from '@rxgrad/online';

/** Fills with numbers evenly spread over ±bound. */
export function uniform(values: Float32Array, bound: number, random: Random): void {
  for (let i = 0; i < values.length; i += 1) values[i] = bound * (2 * random.uniform() - 1);
}
