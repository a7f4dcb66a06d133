import { RejectedSampleError } from '../rejected-sample-error.ts';

/** @throws RejectedSampleError when the weight isn't a finite number ≥ 0 */
export function checkWeight(weight: number): void {
  if (weight >= 0 && weight < Infinity) return;
  throw new RejectedSampleError('not-finite', `the weight must be finite and ≥ 0, it is ${weight}`);
}

const UNIT = 2 ** -20;

/**
 * The weight as a multiple of 2^-20 (about a millionth): counts of such weights add and cancel exactly
 * up to a total of 2^33.
 *
 * @throws RejectedSampleError when the weight isn't a finite number ≥ 0
 */
export function countedWeight(weight: number): number {
  if (weight === 1) return 1;
  checkWeight(weight);
  return Math.round(weight / UNIT) * UNIT;
}
