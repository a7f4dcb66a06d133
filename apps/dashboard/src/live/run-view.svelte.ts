import type { Client, MetricsRow, RunEvent, Weights } from 'rxgrad/client';
import { Subscription } from 'rxjs';
import { Throughput } from '../numbers/throughput.ts';
import { Curves } from './curves.ts';
import { WeightPaths } from './weight-paths.ts';

const WEIGHTS_HZ = 20;
const EVENTS = 5;
const FRAME_MS = 45;

/**
 * What the page knows of one run. Frames go into plain curves as they arrive; the page is told of them about twenty times
 * a second, in an animation frame, so a fast run costs a slow screen nothing.
 */
export class RunView {
  readonly name: string;
  row = $state.raw<MetricsRow>();
  weights = $state.raw<Weights>();
  /** The newest events, newest first. */
  events = $state.raw<readonly RunEvent[]>([]);
  /** Counts changes of the curves: charts depend on it, and read the curves themselves. */
  revision = $state(0);
  /** Samples per second. */
  rate = $state(Number.NaN);
  /** Time of the newest frame, in the clock's milliseconds. */
  heard = $state(Number.NaN);
  /** Why nothing more comes of this run, if so. */
  failure = $state<string>();
  readonly curves = new Curves();
  readonly paths = new WeightPaths();
  readonly #client: Client;
  readonly #clock: () => number;
  readonly #throughput = new Throughput();
  readonly #subscription = new Subscription();
  #weights = Subscription.EMPTY;
  readonly #latest: { row?: MetricsRow; weights?: Weights; heard: number } = { heard: Number.NaN };
  #frozen = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #drawn = Number.NEGATIVE_INFINITY;

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
        next: (event) => this.#note(event),
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

  /** Holds the picture still, or lets it catch up and go on. */
  freeze(frozen: boolean): void {
    this.#frozen = frozen;
    if (!frozen) this.#draw();
  }

  /** Brings the throughput up to `time`; nobody knows it while the line is down. */
  measure(time: number, connected: boolean): void {
    if (!this.#frozen) this.rate = connected ? this.#throughput.at(time) : Number.NaN;
  }

  close(): void {
    this.leave();
    this.#subscription.unsubscribe();
    clearTimeout(this.#timer);
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

  /** A number that falls is another life of the run. */
  #note(event: RunEvent): void {
    const before = event.sequence > (this.events[0]?.sequence ?? 0) ? this.events : [];
    this.events = [event, ...before].slice(0, EVENTS);
  }

  #see(weights: Weights): void {
    this.paths.push(weights);
    this.#latest.weights = weights;
    this.#publish();
  }

  #publish(): void {
    this.#latest.heard = this.#clock();
    if (this.#timer !== undefined) return;
    const wait = Math.max(0, this.#drawn + FRAME_MS - this.#latest.heard);
    this.#timer = setTimeout(() => requestAnimationFrame(() => this.#draw()), wait);
  }

  #draw(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#drawn = this.#clock();
    this.heard = this.#latest.heard;
    if (this.#frozen) return;
    if (this.row !== this.#latest.row) this.revision++;
    this.row = this.#latest.row;
    this.weights = this.#latest.weights;
  }

  #fail(error: unknown): void {
    this.failure = error instanceof Error ? error.message : String(error);
  }
}
