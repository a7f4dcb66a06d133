import type { RejectedSampleError } from '@rxgrad/online';
import type { Features, LossFunction, Model, Parameters } from '@rxgrad/model';
import type { Observable } from 'rxjs';
import type { Inbox } from './inbox.ts';
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

/** A pipeline that trains: started once by {@link train}, shared by everybody who looks on. */
export interface Run {
  readonly name: string;
  readonly model: Model | Parameters;
  /** Known as soon as the pipeline has a `loss` or `learn` operator. */
  readonly lossFunction: LossFunction | undefined;
  readonly state: 'running' | RunEnd['state'];
  /** Every weight update, as it happens. Its arrays are views: `.copy()` what you keep. */
  readonly update$: Observable<Update>;
  /** Samples that were put aside, with the reason. */
  readonly rejected$: Observable<Rejection>;
  readonly event$: Observable<RunEvent>;
  /** Where samples from outside enter, if the pipeline was given one. */
  readonly inbox: Inbox | undefined;
  /** Settles when the pipeline has ended; never rejects. */
  readonly done: Promise<RunEnd>;
  progress(): Progress;
  /** The model's prediction, after the loss's link: a value, a probability, or one probability a class. */
  predict(x: Features): Float32Array;
  /** Ends the pipeline and its source at once. */
  stop(): void;
}
