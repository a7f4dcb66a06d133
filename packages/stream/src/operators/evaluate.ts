import type { Batch, Block } from '@rxgrad/model';
import type { Metric } from '@rxgrad/online';
import { type MonoTypeOperatorFunction, defer, tap } from 'rxjs';
import { type NamedMetrics, currentPipeline } from '../pipeline.ts';
import type { Update } from '../update.ts';

/** What the metrics are compared with. */
export interface EvaluateOptions {
  /** Metrics of predictors that learn no weights, such as the running class prior. */
  readonly baseline?: NamedMetrics;
}

/**
 * Scores each prediction that was made *before* its label was learned: prequential evaluation.
 *
 * ```
 * updates             u   u   u|
 * evaluate({ mae })   u   u   u|      the run reads mae.get() whenever somebody asks
 * ```
 *
 * @param metrics - by the names under which the run shows them; each sees (prediction, label)
 * @example
 * ```ts
 * import { batch, dense, evaluate, forward, gradient, loss, metrics, sequential, sgd,
 *   squaredError, stream, train, updateWeights, zeros } from 'rxgrad';
 *
 * const model = sequential({ inputs: 1 }, dense(1, { initializer: zeros() }));
 * const update$ = stream([{ x: [1], y: 2 }]).pipe(
 *   batch(1), forward(model), loss(squaredError), gradient(),
 *   updateWeights(sgd({ learningRate: 0.1 })),
 *   evaluate({ mae: metrics.mae() }),
 * );
 * const run = train({ name: 'doc', model, update$ });
 * await run.done;
 * run.progress().metrics.mae; // → 2
 * ```
 */
export function evaluate<U extends Update>(
  metrics: NamedMetrics,
  { baseline = {} }: EvaluateOptions = {},
): MonoTypeOperatorFunction<U> {
  const all = [...Object.values(metrics), ...Object.values(baseline)];
  return (source) =>
    defer(() => {
      currentPipeline().measures(metrics, baseline);
      return source.pipe(tap((update) => score(update, all)));
    });
}

function score(update: Update, metrics: readonly Metric[]): void {
  if ('block' in update) return scoreRows(update.predictions, update.block, metrics);
  const { loss } = update.gradient;
  if (loss !== undefined) scoreRows(loss.prediction, loss.forward.batch, metrics);
}

function scoreRows(
  predictions: Float32Array,
  labels: Batch | Block,
  metrics: readonly Metric[],
): void {
  const { size } = labels;
  const width = predictions.length / size;
  for (let i = 0; i < size; i++) {
    const row = size === 1 ? predictions : predictions.subarray(i * width, (i + 1) * width);
    const label = labels.label(i);
    for (const metric of metrics) metric.update(row, label);
  }
}
