import type { Progress, Run } from '@rxgrad/stream';
import { LIMITS, type Reset, type Subscribe, encode } from '@rxgrad/wire';
import { every } from '../../every.ts';
import type { Session } from '../../session/session.ts';
import { Audience } from '../audience.ts';
import type { Channel, Subscription } from '../channel.ts';
import { EveryUpdate } from '../every-update.ts';
import type { Hosted } from '../hosted.ts';
import { progressOf } from '../progress-of.ts';
import { History } from './history.ts';
import { MetricsLane } from './metrics-lane.ts';
import { COLUMNS, type Row, framesOf, ownFigures, rowOf } from './rows.ts';
import { StepRows } from './step-rows.ts';

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
  readonly #setBack: () => boolean;
  readonly #audience = new Audience<MetricsLane>();
  readonly #steps: EveryUpdate;
  readonly #stop: () => void;
  #epoch: number;
  #before: Progress | undefined;

  constructor(hosted: Hosted) {
    const { run, nextStream, epoch, clock, setBack } = hosted;
    this.#run = run;
    this.stream = nextStream();
    this.#steps = new EveryUpdate(
      hosted,
      new StepRows(this.names, (progress) => this.#learnNames(progress)),
    );
    this.#epoch = epoch;
    this.#setBack = setBack;
    this.#look();
    this.#stop = every(clock, PERIOD, () => this.#look());
  }

  open(session: Session, frame: Subscribe): Subscription {
    if (frame.mode === 'all') return this.#steps.open(session, frame);
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
      start: () => lane.begin(),
      close: () => this.#audience.leave(session),
    };
  }

  reset(epoch: number, reason: Reset['reason']): void {
    this.#epoch = epoch;
    const now = progressOf(this.#run);
    // What was learned since the last look is no part of what is taken back, if anything is.
    if (now !== undefined && now.step > (this.#before?.step ?? 0)) this.#record(now);
    this.history.forgetAfter(now?.step ?? -1);
    if (now !== undefined) this.#before = { ...now };
    const bytes = encode({ op: 'reset', stream: this.stream, epoch, reason });
    this.#audience.forEach((lane) => lane.restart(bytes));
    this.#steps.reset(epoch, reason);
  }

  close(): void {
    this.#stop();
    this.#steps.close();
  }

  #look(): void {
    const now = progressOf(this.#run);
    if (now === undefined) return;
    if (this.#before !== undefined && this.#setBack()) return;
    if (now.step === (this.#before?.step ?? 0)) return;
    const row = this.#record(now);
    if (this.#audience.size === 0) return;
    for (const { bytes, end } of framesOf(this.stream, this.names, [row], false)) {
      this.#audience.forEach((lane) => lane.deliver(bytes, end));
    }
  }

  #record(now: Progress): Row {
    this.#learnNames(now);
    const row = rowOf(now, this.#before, this.names);
    // A copy: the run may hand out the same object each time.
    this.#before = { ...now };
    this.history.add(row);
    return row;
  }

  #learnNames(progress: Progress): void {
    for (const name in ownFigures(progress)) {
      if (this.names.length >= MOST_COLUMNS || name.length > LIMITS.name) continue;
      if (!this.names.includes(name)) this.names.push(name);
    }
  }
}
