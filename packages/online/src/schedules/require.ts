import { OptionError } from '../option-error.ts';

/** @throws OptionError naming the first number that isn't finite */
export function requireFinite(schedule: string, numbers: { [name: string]: number }): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (!Number.isFinite(value)) {
      throw new OptionError(
        `schedules.${schedule}: ${name} must be a finite number, it is ${value}`,
      );
    }
  }
}

/** @throws OptionError naming the first number that isn't a finite one above 0 */
export function requirePositive(schedule: string, numbers: { [name: string]: number }): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (!(value > 0 && value < Infinity)) {
      throw new OptionError(
        `schedules.${schedule}: ${name} must be a number above 0, it is ${value}`,
      );
    }
  }
}
