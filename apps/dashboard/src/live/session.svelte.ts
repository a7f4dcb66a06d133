import type { Client, RunInfo } from 'rxgrad/client';
import { Subscription } from 'rxjs';
import type { ConnectionState } from './connection.ts';
import { RunView } from './run-view.svelte.ts';

/** Where a session takes its time from, and which run was asked for in the address. */
export interface SessionOptions {
  readonly wanted?: string;
  readonly now?: () => number;
}

const PING_EVERY = 1500;

/** The page's one line to the server: its state, the runs behind it, and a view of the run that was picked. */
export class Session {
  state = $state<ConnectionState>('connecting');
  /** Round trip of the last ping in milliseconds. */
  lag = $state(Number.NaN);
  /** When the last ping was answered. */
  answered = $state(Number.NaN);
  runs = $state.raw<readonly RunInfo[]>([]);
  selected = $state<string>();
  view = $state.raw<RunView>();
  /** Moves four times a second, so that ages on the page do too. */
  now = $state(0);
  frozen = $state(false);
  /** Why the line was given up, if it was. */
  failure = $state<string>();
  onSelect: (run: string) => void = () => {};
  readonly #client: Client;
  readonly #clock: () => number;
  readonly #subscription = new Subscription();
  readonly #views = new Map<string, RunView>();
  readonly #wanted: string;
  #pinged = Number.NEGATIVE_INFINITY;

  constructor(client: Client, { wanted = '', now = () => performance.now() }: SessionOptions = {}) {
    this.#client = client;
    this.#clock = now;
    this.#wanted = wanted;
    this.#subscription.add(
      client.state$.subscribe({
        next: (state) => this.#take(state),
        error: (error: unknown) => this.#fail(error),
      }),
    );
    this.#subscription.add(
      client.runs$.subscribe({ next: (runs) => this.#list(runs), error: () => {} }), // state$ tells
    );
    const timer = setInterval(() => this.#tick(), 250);
    this.#subscription.add(() => clearInterval(timer));
  }

  get run(): RunInfo | undefined {
    return this.runs.find(({ name }) => name === this.selected);
  }

  /** Shows a run; its curves keep growing while another is shown, its weights rest. */
  select(run: string): void {
    if (run === this.selected) return;
    this.selected = run;
    this.view?.leave();
    const view = this.#viewOf(run);
    view.enter();
    view.freeze(this.frozen);
    this.view = view;
    this.onSelect(run);
  }

  /** Holds the picture still, or lets it go on; the run doesn't notice. */
  freeze(frozen: boolean): void {
    this.frozen = frozen;
    this.view?.freeze(frozen);
  }

  close(): void {
    this.#subscription.unsubscribe();
    for (const view of this.#views.values()) view.close();
    void this.#client.close();
  }

  /** The view a run has had, unless the run was gone meanwhile. */
  #viewOf(run: string): RunView {
    const known = this.#views.get(run);
    if (known !== undefined && known.failure === undefined) return known;
    known?.close();
    const view = new RunView(this.#client, run, this.#clock);
    this.#views.set(run, view);
    return view;
  }

  #take(state: ConnectionState): void {
    this.state = state;
    if (state === 'open') this.answered = this.#clock();
    else this.lag = Number.NaN;
  }

  #fail(error: unknown): void {
    this.#take('closed');
    this.failure = error instanceof Error ? error.message : String(error);
  }

  #list(runs: readonly RunInfo[]): void {
    this.runs = runs;
    const names = runs.map(({ name }) => name);
    if (this.selected !== undefined && names.includes(this.selected)) return;
    const next = names.includes(this.#wanted) ? this.#wanted : names[0];
    if (next !== undefined) this.select(next);
  }

  #tick(): void {
    this.now = this.#clock();
    this.view?.measure(this.now, this.state === 'open');
    if (this.state !== 'open' || this.now - this.#pinged < PING_EVERY) return;
    this.#pinged = this.now;
    const sent = this.now;
    this.#client.ping().then(
      () => {
        this.answered = this.#clock();
        this.lag = this.answered - sent;
      },
      () => (this.lag = Number.NaN),
    );
  }
}
