import type { RejectedSampleError } from '@rxgrad/online';
import type { Features, LossFunction, Model, Parameters } from '@rxgrad/model';
import type { Observable } from 'rxjs';
import type { Checkpoint } from './control/checkpoints.ts';
import type { Contributions } from './contributions/contributions.ts';
import type { Inbox } from './inbox.ts';
import type { Preprocessing } from './pipeline.ts';
import type { Update } from './update.ts';

/** A sample that was put aside: it touched no weight. */
export interface Rejection {
  readonly sample: unknown;
  readonly error: RejectedSampleError;
}

/** One line of a run's audit trail. */
export interface RunEvent {
  /** 1, 2, 3, … without gaps. */
  readonly sequence: number;
  readonly level: 'info' | 'warning' | 'error';
  /** A stable, kebab-case name of what happened: `started`, `rejected`, `completed`, `failed`, … */
  readonly code: string;
  /** The step at which it happened. */
  readonly step: number;
  readonly detail: string;
}

/** Where a run stands: cheap to read at any time, never pushed. */
export interface Progress {
  /** Weight updates so far. */
  readonly step: number;
  /** The weights' version; only an update or a restore changes it. */
  readonly version: number;
  /** Samples learned so far. */
  readonly samples: number;
  /** Samples put aside so far. */
  readonly rejected: number;
  /** Σ loss·n over all updates; two readings give the mean loss in between. */
  readonly lossSum: number;
  /** Loss of the last update, NaN before the first. */
  readonly loss: number;
  readonly learningRate: number;
  /** What `evaluate` measures, by name. */
  readonly metrics: Readonly<Record<string, number>>;
  /** The same metrics of a predictor that learns no weights, where `evaluate` was given one. */
  readonly baseline: Readonly<Record<string, number>>;
}

/** How a run ended. */
export type RunEnd =
  | { readonly state: 'completed' }
  | { readonly state: 'stopped' }
  | { readonly state: 'failed'; readonly error: Error };

/** Who steers a run, for its audit trail. */
export interface Actor {
  /** As the events of the run name it. */
  readonly by?: string;
}

/** How a run is steered while it learns; each action that was taken is an event of the run. */
export interface Steering {
  /** Whether its sources are held back. */
  readonly paused: boolean;
  /** What it can be rolled back to, oldest first. */
  readonly checkpoints: readonly Checkpoint[];
  /**
   * Holds back every `stream` of the pipeline, from the next item on; what is fed waits in its inbox. A stream that
   * is subscribed to later than the run, as by `concat`, is not held.
   *
   * @throws ControlError when the run is over, or has no `stream`
   */
  pause(actor?: Actor): void;
  /** Lets the streams go on where they were held; throws as `pause` does. */
  resume(actor?: Actor): void;
  /**
   * Makes so many more updates, then pauses. A block is never cut: with blocks there may be more.
   *
   * @param updates - a whole number above 0
   * @returns a promise that settles when they are made, or the run is paused, resumed or over; throws as `pause` does
   */
  step(updates?: number, actor?: Actor): Promise<void>;
  /**
   * Changes hyperparameters of the pipeline's optimizers, such as `learningRate`, from the next update on;
   * one that is an Observable holds until that emits again.
   *
   * @throws ControlError when one is unknown or no finite number ≥ 0; none is changed then
   */
  set(changes: Readonly<Record<string, number>>, actor?: Actor): void;
  /**
   * Keeps this moment in memory: weights, optimizers' slots, steps and hyperparameters, scalers and
   * metrics. The last 16 are kept; one of the same name is replaced.
   *
   * @param name - `v` and the version unless given
   */
  checkpoint(name?: string, actor?: Actor): Checkpoint;
  /**
   * Puts all of that back: a restore, so `model.version` is the checkpoint's and `model.epoch` a new one. The
   * source isn't rewound, and the run's own counts go on: what happened has happened.
   *
   * @param to - a checkpoint's name, or the version of its weights
   * @throws ControlError when there is none
   */
  rollback(to: string | number, actor?: Actor): Checkpoint;
}

/** A pipeline that trains: started once by {@link train}, shared by everybody who looks on. */
export interface Run extends Steering {
  readonly name: string;
  readonly model: Model | Parameters;
  /** Known as soon as the pipeline has a `loss` or `learn` operator, or `train` was told. */
  readonly lossFunction: LossFunction | undefined;
  /** What features go through before the model, in order. */
  readonly preprocessing: readonly Preprocessing[];
  readonly state: 'running' | RunEnd['state'];
  /** Every weight update, as it happens. Its arrays are views: `.copy()` what you keep. */
  readonly update$: Observable<Update>;
  /** Samples that were put aside, with the reason. */
  readonly rejected$: Observable<Rejection>;
  readonly event$: Observable<RunEvent>;
  /** Where samples from outside enter, if the pipeline was given one. */
  readonly inbox: Inbox | undefined;
  /** Where what others have learned enters, if the pipeline was given such a source. */
  readonly contributions: Contributions | undefined;
  /** Settles when the pipeline has ended; never rejects. */
  readonly done: Promise<RunEnd>;
  progress(): Progress;
  /** The model's prediction, after the loss's link: a value, a probability, or one probability a class. */
  predict(x: Features): Float32Array;
  /** Ends the pipeline and its source at once. */
  stop(): void;
}
