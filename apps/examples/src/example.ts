import type { Rate, Run } from 'rxgrad';
import type { Observable } from 'rxjs';

/** What whoever starts an example may choose. */
export interface ExampleOptions {
  readonly seed: number;
  /** Samples a second. */
  readonly rate: Rate | Observable<Rate>;
  /** Ends the stream after so many samples. */
  readonly limit: number | undefined;
  /** Somebody watches: the run may go on for as long as they do, and takes samples from clients. */
  readonly live: boolean;
}

/** A running example. */
export interface RunningExample {
  readonly run: Run;
  /** What can only be told at the end, such as a score on held-back data. */
  readonly finalMetrics?: () => Readonly<Record<string, number>>;
  /** The metric that the progress line shows, by its name. */
  readonly headline: string;
}

/** A pipeline to run, watch and read. */
export interface Example {
  readonly summary: string;
  /** Its own pace in samples a second, when nobody asks for another. */
  readonly pace: { readonly live: Rate; readonly headless: Rate };
  start(options: ExampleOptions): RunningExample;
}
