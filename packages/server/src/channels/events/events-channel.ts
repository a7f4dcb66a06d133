import type { Run, RunEvent } from '@rxgrad/stream';
import { type Subscribe, encode } from '@rxgrad/wire';
import type { Subscription as Watch } from 'rxjs';
import type { Session } from '../../session/session.ts';
import { Audience } from '../audience.ts';
import type { Channel, Subscription } from '../channel.ts';
import { EventLog } from './event-log.ts';
import { EventsLane } from './events-lane.ts';

/** A run's audit trail: the last events to begin with, then each as it happens. */
export class EventsChannel implements Channel {
  readonly #run: Run;
  readonly #stream: number;
  readonly #epoch: number;
  readonly #log = new EventLog();
  readonly #audience = new Audience<EventsLane>();
  readonly #watch: Watch;

  constructor(run: Run, stream: number, epoch: number) {
    this.#run = run;
    this.#stream = stream;
    this.#epoch = epoch;
    // A run that fails says so in an event; the error itself is its owner's.
    this.#watch = run.event$.subscribe({ next: (event) => this.#add(event), error: () => {} });
  }

  open(session: Session, _frame: Subscribe): Subscription {
    const lane = this.#audience.enter(session, () => new EventsLane(this.#log, session.outbound));
    return {
      terms: {
        stream: this.#stream,
        epoch: this.#epoch,
        version: this.#run.model.version,
        recovered: false,
        encoding: 'f32',
        hz: 0,
      },
      start: () => lane.pump(),
      close: () => this.#audience.leave(session),
    };
  }

  /** What happened has happened: the trail goes on, also through a rollback. */
  reset(): void {}

  close(): void {
    this.#watch.unsubscribe();
  }

  #add({ sequence, level, code, step, detail }: RunEvent): void {
    this.#log.add(
      encode({
        op: 'event',
        stream: this.#stream,
        sequence,
        level,
        code: code.slice(0, 64),
        step,
        detail: detail.slice(0, 2_048),
      }),
    );
    this.#audience.forEach((lane) => lane.pump());
  }
}
