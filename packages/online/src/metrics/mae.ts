import { MeanMetric } from './mean-metric.ts';
import { residual } from './regression.ts';

/**
 * Mean absolute error of a regression: the mean of |ŷ − y|, in the label's unit.
 *
 * @example
 * ```ts
 * import { metrics } from 'rxgrad';
 * const mae = metrics.mae();
 * mae.update([3], 1);
 * mae.update([1], 1);
 * mae.get(); // → 1
 * ```
 */
export function mae(): MeanMetric {
  return new MeanMetric('mae', (prediction, label) => Math.abs(residual(prediction, label)));
}
