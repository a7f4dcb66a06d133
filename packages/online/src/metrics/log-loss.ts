import { checkLabel, checkProbabilities, probabilityOf } from './classes.ts';
import { MeanMetric } from './mean-metric.ts';

/**
 * The mean of −ln p(label), in nats, for two classes and for more (cross-entropy).
 *
 * Probabilities are clipped to [ε, 1 − ε], ε = 2^-52, as scikit-learn's `log_loss` does.
 *
 * @example
 * ```ts
 * import { metrics } from 'rxgrad';
 * const logLoss = metrics.logLoss();
 * logLoss.update([0.5], 1);
 * logLoss.update([0.1, 0.8, 0.1], 1);
 * logLoss.get(); // → 0.45814537
 * ```
 */
export function logLoss(): MeanMetric {
  return new MeanMetric('logLoss', (prediction, label) => {
    checkLabel(prediction, label);
    checkProbabilities(prediction);
    const p = probabilityOf(prediction, label);
    return -Math.log(Math.min(Math.max(p, Number.EPSILON), 1 - Number.EPSILON));
  });
}
