import type { Clock, Progress, Run } from '@rxgrad/stream';
import { LIMITS, type Reset, type Subscribe, encode } from '@rxgrad/wire';
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

/** What a channel of metrics gets from its run's host. */
export interface MetricsChannelOptions {
  readonly run: Run;
  readonly stream: number;
  readonly epoch: number;
  readonly clock: Clock;
  /** The weights have gone back to an earlier version. */
  readonly onSetBack: () => void;
}

/**
 * A run's figures. The hub looks at `run.progress()` on its own clock, and writes a row whenever
 * the run has moved; the run is never asked to push.
 */
export class MetricsChannel implements Channel {
  readonly stream: number;
  readonly history = new History();
  readonly names: string[] = [...COLUMNS];
  readonly #run: Run;
  readonly #onSetBack: () => void;
  readonly #audience = new Audience<MetricsLane>();
  readonly #stop: () => void;
  #epoch: number;
  #before: Progress | undefined;

  constructor({ run, stream, epoch, clock, onSetBack }: MetricsChannelOptions) {
    this.#run = run;
    this.stream = stream;
    this.#epoch = epoch;
    this.#onSetBack = onSetBack;
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

  reset(epoch: number, reason: Reset['reason']): void {
    this.#epoch = epoch;
    const now = this.#progress();
    this.#before = now && { ...now };
    this.history.forgetAfter(now?.step ?? -1);
    const bytes = encode({ op: 'reset', stream: this.stream, epoch, reason });
    this.#audience.forEach((lane) => lane.restart(bytes));
  }

  close(): void {
    this.#stop();
  }

  #look(): void {
    const now = this.#progress();
    if (now === undefined) return;
    if (now.version < (this.#before?.version ?? 0)) return this.#onSetBack();
    if (now.step === (this.#before?.step ?? 0)) return;
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
