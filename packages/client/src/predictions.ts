import { FrameError, type Predictions as PredictionsFrame, type Subscribe } from '@rxgrad/wire';
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
  const all = mode === 'all';
  return shareWithPast((to) => {
    const place = new Place();
    const stop = subscriptions.open(
      {
        run,
        channel: 'predictions',
        mode,
        encodings: [],
        maxHz,
        ...(all ? { credit: WINDOW } : {}),
      },
      {
        ...(all ? { position: () => place.position } : {}),
        subscribed: ({ epoch, stream }) => place.begin(epoch, stream),
        frame: (frame) => {
          if (frame.op === 'reset') place.epoch = frame.epoch;
          if (frame.op !== 'predictions') return;
          const batch = place.take(batchOf(run, frame));
          if (batch.predictions.length > 0) to.next(batch);
        },
        error: (error) => to.error(error),
        complete: () => to.complete(),
      },
    );
    return { past: () => undefined, stop };
  });
}

/** How far a reader is: what comes again after a reconnect is not told twice. */
class Place {
  epoch: number | undefined;
  private stream = 0;
  private last = -1;

  get position(): Subscribe['from'] {
    const { epoch, stream, last } = this;
    return epoch === undefined || last < 0 ? undefined : { epoch, stream, sequence: last };
  }

  begin(epoch: number, stream: number): void {
    if (epoch !== this.epoch) this.last = -1;
    this.epoch = epoch;
    this.stream = stream;
  }

  take(batch: PredictionsBatch): PredictionsBatch {
    const fresh = batch.predictions.filter(({ sample }) => sample > this.last);
    this.last = fresh.at(-1)?.sample ?? this.last;
    return { ...batch, predictions: fresh };
  }
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
