import { type Average, ClassMetric, ratio } from './class-metric.ts';
import type { Metric } from './metric.ts';

/**
 * The harmonic mean of precision and recall: 2·right / (predicted + actual), averaged over classes.
 *
 * @param average how classes become one number, `binary` unless given
 *
 * @example
 * ```ts
 * import { metrics } from 'rxgrad';
 * const f1 = metrics.f1();
 * for (const [p, label] of [[0.9, 1], [0.8, 0], [0.2, 1], [0.7, 1]] as const) f1.update([p], label);
 * f1.get(); // → 0.6666667
 * ```
 */
export function f1(average: Average = 'binary'): Metric {
  return new ClassMetric(
    'f1',
    (right, predicted, actual) => ratio(2 * right, predicted + actual),
    average,
  );
}
