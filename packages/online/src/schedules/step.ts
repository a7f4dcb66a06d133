import { pow } from '../portable.ts';
import { requireFinite, requirePositive } from './require.ts';
import type { Schedule } from './schedule.ts';

/**
 * Falls by a factor every so many steps: initial · factor^⌊step / every⌋ (PyTorch `StepLR`).
 *
 * @example
 * ```ts
 * import { schedules } from 'rxgrad';
 * const rate = schedules.step({ initial: 1, factor: 0.5, every: 100 });
 * [rate.at(99), rate.at(100), rate.at(250)]; // → [1, 0.5, 0.25]
 * ```
 */
export function step(options: { initial: number; factor: number; every: number }): Schedule {
  const { initial, factor, every } = options;
  requireFinite('step', { initial });
  requirePositive('step', { factor, every });
  return { at: (now) => initial * pow(factor, Math.floor(now / every)) };
}
