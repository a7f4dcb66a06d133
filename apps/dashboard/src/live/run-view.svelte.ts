import type { Client, MetricsRow, RunEvent, Weights } from 'rxgrad/client';
import { Subscription } from 'rxjs';
import { Throughput } from '../numbers/throughput.ts';
import { Curves } from './curves.ts';
import { WeightPaths } from './weight-paths.ts';

const WEIGHTS_HZ = 20;
const EVENTS = 5;

/**
 * What the page knows of one run. Frames go into plain curves as they arrive; the page is told once per animation frame,
 * so a fast run costs a slow screen nothing.
 */
export class RunView {
  readonly name: string;
  row = $state.raw<MetricsRow>();
  weights = $state.raw<Weights>();
  /** The newest events, newest first. */
  events = $state.raw<readonly RunEvent[]>([]);
  /** Counts redraws: charts depend on it, and read the curves themselves. */
  revision = $state(0);
  /** Samples per second. */
  rate = $state(Number.NaN);
  /** Time of the newest frame, in the clock's milliseconds. */
  heard = $state(Number.NaN);
  /** Why nothing more comes of this run, if so. */
  failure = $state<string>();
  frozen = false;
  readonly curves = new Curves();
  readonly paths = new WeightPaths();
  readonly #client: Client;
  readonly #clock: () => number;
  readonly #throughput = new Throughput();
  readonly #subscription = new Subscription();
  #weights = Subscription.EMPTY;
  readonly #latest: { row?: MetricsRow; weights?: Weights; heard: number } = { heard: Number.NaN };
  #frame = 0;

  constructor(client: Client, name: string, clock: () => number) {
    this.#client = client;
    this.#clock = clock;
    this.name = name;
    const error = (cause: unknown) => this.#fail(cause);
    this.#subscription.add(
      client.metrics$(name).subscribe({
        next: ({ rows }) => rows.forEach((row) => this.#learn(row)),
        error,
      }),
    );
    this.#subscription.add(
      client.events$(name).subscribe({
        next: (event) => (this.events = [event, ...this.events].slice(0, EVENTS)),
        error,
      }),
    );
  }

  /** Begins to follow the weights. */
  enter(): void {
    this.#weights = this.#client.weights$(this.name, { maxHz: WEIGHTS_HZ }).subscribe({
      next: (weights) => this.#see(weights),
      error: (error: unknown) => this.#fail(error),
    });
  }

  /** Ceases to follow the weights. */
  leave(): void {
    this.#weights.unsubscribe();
  }

  /** Brings the throughput up to `time`. */
  measure(time: number): void {
    if (!this.frozen) this.rate = this.#throughput.at(time);
  }

  close(): void {
    this.leave();
    this.#subscription.unsubscribe();
    cancelAnimationFrame(this.#frame);
  }

  #learn(row: MetricsRow): void {
    const before = this.#latest.row;
    if (before !== undefined && row.samples < before.samples) {
      this.curves.clear();
      this.paths.clear();
    }
    this.curves.push(row);
    this.#throughput.push(this.#clock(), row.samples);
    this.#latest.row = row;
    this.#publish();
  }

  #see(weights: Weights): void {
    this.paths.push(weights);
    this.#latest.weights = weights;
    this.#publish();
  }

  #publish(): void {
    this.#latest.heard = this.#clock();
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.heard = this.#latest.heard;
      if (this.frozen) return;
      this.row = this.#latest.row;
      this.weights = this.#latest.weights;
      this.revision++;
    });
  }

  #fail(error: unknown): void {
    this.failure = error instanceof Error ? error.message : String(error);
  }
}
