import { FrameError, type Predictions as PredictionsFrame } from '@rxgrad/wire';
import type { Observable } from 'rxjs';
import { shareWithPast } from './share-with-past.ts';
import type { Subscriptions } from './subscriptions.ts';
import { WINDOW } from './wire-subscription.ts';

/** What predictions to subscribe to. */
export interface PredictionsOptions {
  /** At most so many times a second, in mode `latest`; as fast as the server serves unless given. */
  readonly maxHz?: number;
  /**
   * `latest` unless given: those of the last update whenever the server looks. `all`: those of every
   * sample from now on, without gaps, for as long as the client keeps up.
   */
  readonly mode?: 'latest' | 'all';
}

/** What the run's pipeline predicted for a sample, before it learned its label. */
export interface SamplePrediction {
  /** Number of the sample, counted from 0 over all that the run has learned. */
  readonly sample: number;
  /** After the loss's link: a value, a probability, or one probability a class. */
  readonly output: Float32Array;
  /** What would have been right, its first number where there are several. */
  readonly label: number;
}

/** Predictions that came together. */
export interface PredictionsBatch {
  readonly run: string;
  /** Version of the weights that has learned these samples. */
  readonly version: number;
  readonly predictions: readonly SamplePrediction[];
}

/** A run's predictions, as they are made. */
export function predictions(
  subscriptions: Subscriptions,
  run: string,
  { maxHz = 0, mode = 'latest' }: PredictionsOptions,
): Observable<PredictionsBatch> {
  const credit = mode === 'all' ? { credit: WINDOW } : {};
  return shareWithPast((to) => {
    const stop = subscriptions.open(
      { run, channel: 'predictions', mode, encodings: [], maxHz, ...credit },
      {
        frame: (frame) => {
          if (frame.op === 'predictions') to.next(batchOf(run, frame));
        },
        error: (error) => to.error(error),
        complete: () => to.complete(),
      },
    );
    return { past: () => undefined, stop };
  });
}

function batchOf(run: string, frame: PredictionsFrame): PredictionsBatch {
  const { n, first, version, output, label } = frame;
  const width = output.length / n;
  if (!Number.isInteger(width) || (label !== undefined && label.length !== n)) {
    throw new FrameError(`${output.length} outputs for ${n} predictions`);
  }
  const each = Array.from({ length: n }, (_, i) => ({
    sample: first + i,
    output: output.slice(i * width, (i + 1) * width),
    label: label?.[i] ?? NaN,
  }));
  return { run, version, predictions: each };
}
