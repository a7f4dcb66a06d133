import { MeanMetric, type Score } from './mean-metric.ts';

/**
 * The mean of anything that can be said of a prediction and its label.
 *
 * @param name what the number is called
 * @param score what is averaged; a sample for which it isn't finite is rejected
 *
 * @example
 * ```ts
 * import { metrics } from 'rxgrad';
 * const bias = metrics.mean('bias', (prediction, label) => (prediction[0] ?? 0) - label);
 * bias.update([3], 1);
 * bias.get(); // → 2
 * ```
 */
export function mean(name: string, score: Score): MeanMetric {
  return new MeanMetric(name, score);
}
