import type { Random } from '@rxgrad/online';

/** Fills with numbers normally distributed around 0. */
export function normal(values: Float32Array, deviation: number, random: Random): void {
  for (let i = 0; i < values.length; i += 1) values[i] = deviation * random.normal();
}
