import type { Schedule } from './schedule.ts';
import { requireFinite } from './require.ts';

/**
 * The same value at every step.
 *
 * @example
 * ```ts
 * import { schedules } from 'rxgrad';
 * schedules.constant(0.1).at(1000); // → 0.1
 * ```
 */
export function constant(value: number): Schedule {
  requireFinite('constant', { value });
  return { at: () => value };
}
