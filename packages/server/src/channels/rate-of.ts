import { RATES } from '@rxgrad/wire';

/** The fastest rate that is not too fast; 0 asks for as fast as there is. */
export function rateOf(maxHz: number): number {
  const fastest = RATES[0];
  if (maxHz <= 0) return fastest;
  return RATES.find((rate) => rate <= maxHz) ?? (RATES.at(-1) as number);
}
