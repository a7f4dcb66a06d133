import { type Average, ClassMetric, ratio } from './class-metric.ts';
import type { Metric } from './metric.ts';

/**
 * Of the samples of a class, the share that was predicted to be; 0 when there is none.
 *
 * @param average how classes become one number, `binary` unless given
 *
 * @example
 * ```ts
 * import { metrics } from 'rxgrad';
 * const recall = metrics.recall();
 * for (const p of [0.9, 0.2, 0.6, 0.7]) recall.update([p], 1);
 * recall.get(); // → 0.75
 * ```
 */
export function recall(average: Average = 'binary'): Metric {
  return new ClassMetric('recall', (right, _predicted, actual) => ratio(right, actual), average);
}
