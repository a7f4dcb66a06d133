import { checkLabel, checkProbabilities, predictedClass } from './classes.ts';
import { MeanMetric } from './mean-metric.ts';

/**
 * The share of samples whose predicted class is the label: 1 when p > ½ of two, else the most probable.
 *
 * @example
 * ```ts
 * import { metrics } from 'rxgrad';
 * const accuracy = metrics.accuracy();
 * accuracy.update([0.9], 1);
 * accuracy.update([0.2, 0.5, 0.3], 2);
 * accuracy.get(); // → 0.5
 * ```
 */
export function accuracy(): MeanMetric {
  return new MeanMetric('accuracy', (prediction, label) => {
    checkLabel(prediction, label);
    checkProbabilities(prediction);
    return predictedClass(prediction) === label ? 1 : 0;
  });
}
