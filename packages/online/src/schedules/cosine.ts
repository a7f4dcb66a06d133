import { cos } from '../portable.ts';
import { requireFinite, requirePositive } from './require.ts';
import type { Schedule } from './schedule.ts';

/**
 * Falls along half a cosine and stays at its end: final + ½(initial − final)(1 + cos(π·step/steps)).
 *
 * Loshchilov & Hutter 2017 without restarts.
 *
 * @param options.final value from `steps` on, 0 unless given
 *
 * @example
 * ```ts
 * import { schedules } from 'rxgrad';
 * const rate = schedules.cosine({ initial: 1, steps: 100 });
 * [rate.at(0), rate.at(50), rate.at(200)]; // → [1, 0.5, 0]
 * ```
 */
export function cosine(options: { initial: number; final?: number; steps: number }): Schedule {
  const { initial, final = 0, steps } = options;
  requireFinite('cosine', { initial, final });
  requirePositive('cosine', { steps });
  return {
    at: (now) =>
      now >= steps ? final : final + 0.5 * (initial - final) * (1 + cos((Math.PI * now) / steps)),
  };
}
