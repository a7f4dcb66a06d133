import type { Metric, RejectedSampleError, Stateful } from '@rxgrad/online';
import type { Features, LossFunction, Optimizer } from '@rxgrad/model';
import type { Valve } from './control/valve.ts';
import type { RunEvent } from './run.ts';

/** A transformation of features that comes before the model, as a run's `predict` repeats it. */
export type Preprocess = (x: Features) => Features;

/** A step that features go through before the model. */
export interface Preprocessing {
  readonly transform: Preprocess;
  /** What it transforms by. Who knows its state can do the same; without it nobody else can. */
  readonly learned: Stateful | undefined;
}

/** Metrics by the names under which a run shows them. */
export type NamedMetrics = Readonly<Record<string, Metric>>;

/**
 * What the operators of one subscription tell the run they are part of. A run makes one, and the
 * operators find it while they are being subscribed to: nobody has to hand it along.
 */
export interface Pipeline {
  /** Puts a sample aside. */
  reject(sample: unknown, error: RejectedSampleError): void;
  /** Names the loss that this pipeline minimizes. */
  usesLoss(lossFunction: LossFunction): void;
  /** Adds to what the run measures, and to what it is compared with. */
  measures(metrics: NamedMetrics, baseline: NamedMetrics): void;
  /** Adds a transformation that features go through before the model, and what it transforms by. */
  preprocesses(transform: Preprocess, learned?: Stateful): void;
  /** Adds an optimizer whose hyperparameters may be changed while it works. */
  optimizes(optimizer: Optimizer): void;
  /** Adds something that a checkpoint of the run must hold. */
  remembers(part: Stateful): void;
  /** Adds a source that a pause holds back; returns how to take it away. */
  drawsFrom(valve: Valve): () => void;
  /** Adds a line to the run's audit trail. */
  tell(level: RunEvent['level'], code: string, detail: string): void;
}

/** A pipeline that is no run's: a bad sample is its subscriber's business, as any error is. */
const standalone: Pipeline = {
  reject: (_, error) => {
    throw error;
  },
  usesLoss: () => {},
  measures: () => {},
  preprocesses: () => {},
  optimizes: () => {},
  remembers: () => {},
  drawsFrom: () => () => {},
  tell: () => {},
};

let current: Pipeline = standalone;

/** The pipeline that is being subscribed to; operators ask for it at the start of a subscription. */
export function currentPipeline(): Pipeline {
  return current;
}

/** Subscribes as a part of the given pipeline: whatever `body` subscribes to belongs to it. */
export function within<T>(pipeline: Pipeline, body: () => T): T {
  const outer = current;
  current = pipeline;
  try {
    return body();
  } finally {
    current = outer;
  }
}
