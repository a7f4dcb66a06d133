import type { LossFunction, Model, Parameters } from '@rxgrad/model';
import type { Stateful } from '@rxgrad/online';
import type { Observable } from 'rxjs';
import type { Contributions } from './contributions/contributions.ts';
import type { Inbox } from './inbox.ts';
import type { NamedMetrics } from './pipeline.ts';
import type { Run } from './run.ts';
import { TrainingRun } from './training-run.ts';
import type { Update } from './update.ts';

/** What makes a run. */
export interface TrainOptions {
  /** How it is called in the dashboard, by clients and in errors. */
  readonly name: string;
  /** The weights that the pipeline changes. */
  readonly model: Model | Parameters;
  /** The whole training pipeline; nobody else needs to subscribe to it. */
  readonly update$: Observable<Update>;
  /** Metrics that the pipeline updates by itself, where `evaluate` does not fit. */
  readonly metrics?: NamedMetrics;
  /**
   * What else a checkpoint must hold: detectors, generators, whatever the pipeline has of one's own. Weights, optimizers,
   * `standardize` and `evaluate` are known.
   */
  readonly state?: Iterable<Stateful>;
  /** What is minimized, where no `loss` or `learn` in the pipeline says so: contributions come without. */
  readonly loss?: LossFunction;
  /** The inbox that the pipeline's `stream` drains, so that clients can feed it. */
  readonly inbox?: Inbox;
  /** The contributions that the pipeline's `aggregate` joins, so that clients can contribute. */
  readonly contributions?: Contributions;
}

/**
 * Starts a training pipeline, once, and shares it: whoever looks at the run sees the same updates.
 *
 * Nothing in the pipeline can end the process: an error ends the run with a `PipelineError` in
 * `done`, a bad sample goes to `rejected$` and the run goes on.
 *
 * @example
 * ```ts
 * import { batch, dense, forward, gradient, loss, sequential, sgd, squaredError, stream, train,
 *   updateWeights, zeros } from 'rxgrad';
 *
 * const model = sequential({ inputs: 1 }, dense(1, { initializer: zeros() }));
 * const update$ = stream([{ x: [1], y: 1 }, { x: [Number.NaN], y: 1 }]).pipe(
 *   batch(1), forward(model), loss(squaredError), gradient(),
 *   updateWeights(sgd({ learningRate: 0.25 })),
 * );
 * const run = train({ name: 'doc', model, update$ });
 * (await run.done).state; // → 'completed'
 * run.progress().rejected; // → 1
 * Array.from(model.data); // → [0.5, 0.5]
 * ```
 */
export function train(options: TrainOptions): Run {
  return new TrainingRun(options);
}
