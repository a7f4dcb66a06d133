import { OptionError } from '@rxgrad/online';

/** @throws OptionError when a transform's number is negative or not finite */
export function requireStrength(transform: string, value: number): void {
  if (Number.isFinite(value) && value >= 0) return;
  throw new OptionError(`${transform}: a finite number ≥ 0 is expected, it is ${value}`);
}
