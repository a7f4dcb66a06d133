import { type Average, ClassMetric, ratio } from './class-metric.ts';
import type { Metric } from './metric.ts';

/**
 * Of the samples predicted to be of a class, the share that is; 0 when none was predicted.
 *
 * @param average how classes become one number, `binary` unless given
 *
 * @example
 * ```ts
 * import { metrics } from 'rxgrad';
 * const precision = metrics.precision();
 * for (const label of [1, 1, 0, 1]) precision.update([0.9], label);
 * precision.get(); // → 0.75
 * ```
 */
export function precision(average: Average = 'binary'): Metric {
  return new ClassMetric('precision', (right, predicted) => ratio(right, predicted), average);
}
