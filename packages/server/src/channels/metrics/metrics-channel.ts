import type { Clock, Progress, Run } from '@rxgrad/stream';
import { LIMITS, type Subscribe, encode } from '@rxgrad/wire';
import { every } from '../../every.ts';
import type { Session } from '../../session/session.ts';
import { Audience } from '../audience.ts';
import type { Channel, Subscription } from '../channel.ts';
import { History } from './history.ts';
import { MetricsLane } from './metrics-lane.ts';
import { COLUMNS, frameOf, ownFigures, rowOf } from './rows.ts';

/** A look this often keeps a batch younger than the protocol allows, also when a timer is late. */
const PERIOD = LIMITS.metricsMilliseconds - 10;
const MOST_COLUMNS = 256;

/**
 * A run's figures. The hub looks at `run.progress()` on its own clock, and writes a row whenever
 * the run has moved; the run is never asked to push.
 */
export class MetricsChannel implements Channel {
  readonly stream: number;
  readonly history = new History();
  readonly names: string[] = [...COLUMNS];
  readonly #run: Run;
  readonly #epoch: number;
  readonly #audience = new Audience<MetricsLane>();
  readonly #stop: () => void;
  #before: Progress | undefined;

  constructor(run: Run, stream: number, epoch: number, clock: Clock) {
    this.#run = run;
    this.stream = stream;
    this.#epoch = epoch;
    this.#look();
    this.#stop = every(clock, PERIOD, () => this.#look());
  }

  open(session: Session, _frame: Subscribe): Subscription {
    const lane = this.#audience.enter(session, () => new MetricsLane(this, session.outbound));
    return {
      terms: {
        stream: this.stream,
        epoch: this.#epoch,
        version: this.#before?.version ?? 0,
        recovered: false,
        encoding: 'f32',
        hz: 1_000 / PERIOD,
      },
      start: () => lane.pump(),
      close: () => this.#audience.leave(session),
    };
  }

  close(): void {
    this.#stop();
  }

  #look(): void {
    const now = this.#progress();
    if (now === undefined || now.step === (this.#before?.step ?? 0)) return;
    this.#learnNames(now);
    const row = rowOf(now, this.#before, this.names);
    // A copy: the run may hand out the same object each time.
    this.#before = { ...now };
    this.history.add(row);
    if (this.#audience.size === 0) return;
    const bytes = encode(frameOf(this.stream, this.names, [row], false));
    this.#audience.forEach((lane) => lane.deliver(bytes, row.step));
  }

  /** A metric of the user's own may throw: then there is no row, and the hub goes on. */
  #progress(): Progress | undefined {
    try {
      return this.#run.progress();
    } catch {
      return undefined;
    }
  }

  #learnNames(progress: Progress): void {
    for (const name in ownFigures(progress)) {
      if (this.names.length >= MOST_COLUMNS || name.length > LIMITS.name) continue;
      if (!this.names.includes(name)) this.names.push(name);
    }
  }
}
