import { pow } from '../portable.ts';
import { requireFinite, requirePositive } from './require.ts';
import type { Schedule } from './schedule.ts';

/**
 * Falls by the same factor at every step: initial · factor^step (PyTorch `ExponentialLR`).
 *
 * @example
 * ```ts
 * import { schedules } from 'rxgrad';
 * schedules.exponential({ initial: 1, factor: 0.9 }).at(2); // → 0.81
 * ```
 */
export function exponential(options: { initial: number; factor: number }): Schedule {
  const { initial, factor } = options;
  requireFinite('exponential', { initial });
  requirePositive('exponential', { factor });
  return { at: (now) => initial * pow(factor, now) };
}
