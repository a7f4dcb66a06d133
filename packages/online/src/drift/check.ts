import { OptionError } from '../option-error.ts';
import { RejectedSampleError } from '../rejected-sample-error.ts';

/** @throws RejectedSampleError when a number isn't finite, or its square isn't */
export function checkNumber(detector: string, x: number): void {
  if (Math.abs(x) < 1e150) return;
  throw new RejectedSampleError(
    'not-finite',
    `drift.${detector}: a finite number below 1e150 is expected, it is ${x}`,
  );
}

/** @throws OptionError when a condition on an option doesn't hold */
export function requireOption(detector: string, holds: boolean, expected: string): void {
  if (!holds) throw new OptionError(`drift.${detector}: ${expected}`);
}
