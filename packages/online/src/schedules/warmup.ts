import { constant } from './constant.ts';
import { requirePositive } from './require.ts';
import type { Schedule } from './schedule.ts';

/**
 * Rises in a straight line to another schedule, then follows it: value · min(1, (step + 1)/(steps + 1)).
 *
 * @param options.steps length of the rise
 * @param options.target a number, or the schedule to follow, which counts its own steps from the end of the rise
 *
 * @example
 * ```ts
 * import { schedules } from 'rxgrad';
 * const rate = schedules.warmup({ steps: 3, target: 0.1 });
 * [rate.at(0), rate.at(1), rate.at(3), rate.at(9)]; // → [0.025, 0.05, 0.1, 0.1]
 * ```
 */
export function warmup(options: { steps: number; target: number | Schedule }): Schedule {
  const { steps } = options;
  requirePositive('warmup', { steps });
  const target = typeof options.target === 'number' ? constant(options.target) : options.target;
  return {
    at: (now) => (now < steps ? (target.at(0) * (now + 1)) / (steps + 1) : target.at(now - steps)),
  };
}
