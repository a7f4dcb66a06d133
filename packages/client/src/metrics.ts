import { FrameError, type Metrics, type Subscribe, type Subscribed } from '@rxgrad/wire';
import type { Observable, Observer } from 'rxjs';
import { shareWithPast, type Feed } from './share-with-past.ts';
import type { Subscriptions } from './subscriptions.ts';
import { WINDOW } from './wire-subscription.ts';

/** What metrics to subscribe to. */
export interface MetricsOptions {
  /**
   * `latest` unless given: the curve so far, then a row whenever the server looks. `all`: a row for each
   * update from now on, without gaps, for as long as the client keeps up.
   */
  readonly mode?: 'latest' | 'all';
}

/** One row of a run's metrics. */
export interface MetricsRow {
  readonly step: number;
  /** Version of the weights. */
  readonly version: number;
  readonly samples: number;
  readonly rejected: number;
  /** Mean loss of the samples since the row before. */
  readonly loss: number;
  readonly learningRate: number;
  /** The run's own metrics by name. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** Rows that came together. */
export interface MetricsBatch {
  readonly run: string;
  /** Whether some rows stand for spans of steps. */
  readonly merged: boolean;
  readonly rows: readonly MetricsRow[];
}

const FIXED = ['step', 'version', 'samples', 'rejected', 'loss', 'learningRate'] as const;
/** Rows kept for late subscribers. */
const KEPT = 2_048;

/** Rows of a run's metrics: what the server still has of the past, then each as it comes. */
export function metrics(
  subscriptions: Subscriptions,
  run: string,
  options: MetricsOptions,
): Observable<MetricsBatch> {
  return shareWithPast((to) => new MetricsFeed(subscriptions, run, options, to));
}

class MetricsFeed implements Feed<MetricsBatch> {
  readonly stop: () => void;
  private readonly run: string;
  private readonly to: Observer<MetricsBatch>;
  private rows: MetricsRow[] = [];
  private merged = false;
  private epoch: number | undefined;
  private stream = 0;
  /** The run is in another history, of which the next frame tells the past. */
  private setBack = false;

  constructor(
    subscriptions: Subscriptions,
    run: string,
    { mode = 'latest' }: MetricsOptions,
    to: Observer<MetricsBatch>,
  ) {
    this.run = run;
    this.to = to;
    this.stop = subscriptions.open(
      {
        run,
        channel: 'metrics',
        mode,
        encodings: [],
        maxHz: 0,
        ...(mode === 'all' ? { credit: WINDOW } : {}),
      },
      {
        ...(mode === 'all' ? { position: () => this.position } : {}),
        subscribed: (frame) => this.begin(frame),
        frame: (frame) => {
          if (frame.op === 'metrics') this.take(frame);
          else if (frame.op === 'reset') this.begin(frame);
        },
        error: (error) => to.error(error),
        complete: () => to.complete(),
      },
    );
  }

  past(): MetricsBatch | undefined {
    if (this.rows.length === 0) return undefined;
    return { run: this.run, merged: this.merged, rows: [...this.rows] };
  }

  private get position(): Subscribe['from'] {
    const { epoch, stream } = this;
    const sequence = this.rows.at(-1)?.step;
    return epoch === undefined || sequence === undefined ? undefined : { epoch, stream, sequence };
  }

  private begin({ epoch, stream }: Pick<Subscribed, 'epoch' | 'stream'>): void {
    if (this.epoch !== undefined && epoch !== this.epoch) this.setBack = true;
    this.epoch = epoch;
    this.stream = stream;
  }

  /** After a reconnect the server tells its past again: rows we have are not told twice. */
  private take(frame: Metrics): void {
    const told = rowsOf(frame);
    if (this.setBack) this.forgetAfter(told.at(-1)?.step ?? -1);
    const last = this.rows.at(-1)?.step ?? -1;
    const rows = told.filter((row) => !(row.step <= last));
    if (rows.length === 0) return;
    this.rows.push(...rows);
    this.merged ||= frame.merged;
    if (this.rows.length > KEPT) this.rows = this.rows.slice(-KEPT / 2);
    this.to.next({ run: this.run, merged: frame.merged, rows });
  }

  /** Most often a run's steps go on when its weights go back: then there is nothing to forget. */
  private forgetAfter(step: number): void {
    this.setBack = false;
    this.rows = this.rows.filter((row) => row.step <= step);
  }
}

function rowsOf({ names, columns }: Metrics): MetricsRow[] {
  const length = columns[0]?.length ?? 0;
  if (columns.length !== names.length || columns.some((column) => column.length !== length)) {
    throw new FrameError(`metrics of ${names.length} names in uneven columns`);
  }
  return Array.from({ length }, (_, row) => {
    const value = (name: string): number => columns[names.indexOf(name)]?.[row] ?? NaN;
    const own = names.filter((name) => !(FIXED as readonly string[]).includes(name));
    return {
      step: value('step'),
      version: value('version'),
      samples: value('samples'),
      rejected: value('rejected'),
      loss: value('loss'),
      learningRate: value('learningRate'),
      metrics: Object.fromEntries(own.map((name) => [name, value(name)])),
    };
  });
}
