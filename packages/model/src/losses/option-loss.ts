import { OptionError } from '@rxgrad/online';
import { type LossDefinition, type LossFunction, lossFunction } from './loss-function.ts';

/**
 * A loss of plain numbers that options shape: they are part of its name, as in `huber(delta=1)`, so that whoever hears
 * of it can make the same one again; see `lossByName`.
 */
export function optionLoss(
  family: string,
  options: Readonly<Record<string, number>>,
  emit: LossDefinition['emit'],
): LossFunction {
  const shown = Object.entries(options).map(([name, value]) => `${name}=${value}`);
  const name = `${family}(${shown.join(',')})`;
  return lossFunction({ name, linkName: 'identity', labels: 'values', emit });
}

/** @throws OptionError when an option isn't what is expected of it, or too large for 32 bits */
export function requireOption(
  loss: string,
  option: string,
  value: number,
  fits: boolean,
  expected: string,
): void {
  if (fits && Number.isFinite(Math.fround(value))) return;
  throw new OptionError(`${loss}: ${option} must be a number ${expected}, it is ${value}`);
}
