import { pow } from '../portable.ts';
import { requireFinite } from './require.ts';
import type { Schedule } from './schedule.ts';

/**
 * Falls with a power of the step: initial / (step + 1)^power (scikit-learn `learning_rate="invscaling"`,
 * whose t starts at 1).
 *
 * @param options.power `power_t`, 0.5 unless given
 *
 * @example
 * ```ts
 * import { schedules } from 'rxgrad';
 * schedules.inverseScaling({ initial: 1 }).at(3); // → 0.5
 * ```
 */
export function inverseScaling(options: { initial: number; power?: number }): Schedule {
  const { initial, power = 0.5 } = options;
  requireFinite('inverseScaling', { initial, power });
  return { at: (now) => initial / pow(now + 1, power) };
}
