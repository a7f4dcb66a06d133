import type { Machine } from '@rxgrad/kernels';
import { CategoryError } from '../errors/category-error.ts';

/**
 * What a program said that refused a category, or undefined if it refused something else.
 *
 * @param x byte address of the rows
 * @param width numbers in a row
 */
export function categoryFault(
  { u32, f32 }: Machine,
  fault: number,
  x: number,
  width: number,
): CategoryError | undefined {
  const place = (u32[fault >>> 2] as number) - 2;
  if (place < 0) return undefined;
  const most = (u32[(fault >>> 2) + 1] as number) - 1;
  const row = Math.floor(place / width);
  return new CategoryError(
    `feature ${place % width} of sample ${row} is ${f32[(x >>> 2) + place]}; ` +
      `a category is expected, a whole number from 0 to ${most}`,
    { index: row },
  );
}
