import type { Sample } from 'rxgrad';
import { createRequire } from 'node:module';

const PIXELS = 28 * 28;

/** The digits of the `mnist` package: pixels from 0 to 1, row by row, and which digit it is. */
export function readDigits(): Sample[] {
  const load = createRequire(import.meta.url);
  return Array.from({ length: 10 }, (_, digit) => {
    const { data } = load(`mnist/src/digits/${digit}.json`) as { data: number[] };
    return Array.from({ length: data.length / PIXELS }, (_, i) => ({
      x: Float32Array.from(data.slice(i * PIXELS, (i + 1) * PIXELS)),
      y: digit,
    }));
  }).flat();
}
