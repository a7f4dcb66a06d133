import type { ConnectionState, MetricsRow, Weights } from 'rxgrad/client';
import { fixed, grouped } from '../numbers.ts';
import { rolledUp } from './rolled-up.ts';
import { sparkline } from './sparkline.ts';
import { weightBars } from './weight-bars.ts';

/** Rows that the curve is made of at most. */
const KEPT = 4_096;
/** How far back the speed looks, in ms. */
const LOOK_BACK = 5_000;

interface Reading {
  readonly at: number;
  readonly samples: number;
}

/** What is known of a run that is watched, as text. */
export class WatchedRun {
  readonly #name: string;
  #rows: MetricsRow[] = [];
  #readings: Reading[] = [];
  /** The state that the server tells. */
  state = 'running';
  weights: Weights | undefined;
  /** Where the connection is; what is told is old while it is not `open`. */
  connection: ConnectionState = 'open';

  constructor(name: string) {
    this.#name = name;
  }

  /** Rows of metrics have come, `at` that many ms. */
  add(rows: readonly MetricsRow[], at: number): void {
    this.#rows = [...this.#rows, ...rows].slice(-KEPT);
    const samples = rows.at(-1)?.samples;
    if (samples !== undefined) this.#readings.push({ at, samples });
  }

  /** All in one line, as of `at`. */
  line(at: number): string {
    const row = this.#rows.at(-1);
    const parts = [
      `${grouped(row?.samples ?? 0)} samples`,
      `${grouped(Math.round(this.#speed(at)))}/s`,
      `loss ${fixed(row?.loss ?? Number.NaN)}`,
      ...Object.entries(row?.metrics ?? {}).map(([name, value]) => `${name} ${fixed(value)}`),
      ...((row?.rejected ?? 0) > 0 ? [`${grouped(row?.rejected ?? 0)} rejected`] : []),
      `version ${grouped(this.weights?.version ?? row?.version ?? 0)}`,
      ...(this.connection === 'open' ? [] : [this.connection]),
    ];
    return parts.join(' · ');
  }

  /** The whole picture: the line, the curve of the loss, the weights. */
  picture(at: number, columns: number): readonly string[] {
    const losses = this.#rows.map(({ loss }) => loss);
    return [
      `${this.#name} (${this.state})`,
      this.line(at),
      '',
      `loss ${sparkline(rolledUp(losses, Math.max(8, columns - 8)))}`,
      '',
      ...(this.weights === undefined ? ['no weights yet'] : weightBars(this.weights)),
    ];
  }

  #speed(at: number): number {
    this.#readings = this.#readings.filter((reading) => at - reading.at <= LOOK_BACK);
    const [first, last] = [this.#readings[0], this.#readings.at(-1)];
    if (first === undefined || last === undefined || at <= first.at) return 0;
    return ((last.samples - first.samples) * 1_000) / (at - first.at);
  }
}
