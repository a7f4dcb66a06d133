import { MeanMetric } from './mean-metric.ts';
import { residual } from './regression.ts';

/**
 * Root mean squared error of a regression: the root of the mean of (ŷ − y)², in the label's unit.
 *
 * @example
 * ```ts
 * import { metrics } from 'rxgrad';
 * const rmse = metrics.rmse();
 * rmse.update([4], 1);
 * rmse.update([5], 1);
 * rmse.get(); // → 3.5355339
 * ```
 */
export function rmse(): MeanMetric {
  return new MeanMetric('rmse', (prediction, label) => residual(prediction, label) ** 2, Math.sqrt);
}
