import type { BlockUpdate, Gradient, Model, Parameters, WeightUpdate } from '@rxgrad/model';
import type { EncodingName, Status } from '@rxgrad/wire';
import type { OperatorFunction } from 'rxjs';
import type { WeightsOptions } from '../weights.ts';

/** What a local pipeline ends in: gradients are sent as such, of updates the difference that they made. */
export type Learned = Gradient | WeightUpdate | BlockUpdate;

/** How to learn, and what to send. */
export interface ContributeOptions<T, M extends Parameters = Model> {
  /**
   * The local pipeline, over a local copy of the run's model: of the very operators that a run is made of. One that ends in
   * `gradient()` (or `clipNorm` and the like) contributes gradients, one that ends in `updateWeights` or `learn` how far
   * the weights have moved.
   */
  readonly pipeline: (model: M) => OperatorFunction<T, Learned>;
  /** Gradients or updates that make one contribution: 1 unless given. */
  readonly localSteps?: number;
  /** How contributions travel: exact `f32` unless given; what the others leave out is sent later (error feedback). */
  readonly compress?: EncodingName;
  /** How the run's weights are followed. */
  readonly weights?: Omit<WeightsOptions, 'tensors' | 'state'>;
  /** A model of one's own, of the run's schema; rebuilt from the run's layers unless given. */
  readonly model?: M;
}

/** What became of one contribution. */
export interface ContributionResult {
  /** Which one it is, from 0. */
  readonly index: number;
  /** `applied`, `stale`, `rejected`, or `duplicate` when the answer was lost with a connection. */
  readonly status: Status;
  /** Version of the run's weights: the one it became part of, if it was applied. */
  readonly version: number;
  /** Version of the weights that it started from. */
  readonly base: number;
  /** Samples it stands for. */
  readonly size: number;
  /** Mean loss over them, before they were learned; NaN where the pipeline has none. */
  readonly loss: number;
  /** Bytes of values that were sent. */
  readonly bytes: number;
  readonly reason?: string;
}
