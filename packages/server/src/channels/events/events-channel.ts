import type { RunEvent } from '@rxgrad/stream';
import { type Subscribe, encode } from '@rxgrad/wire';
import type { Subscription as Watch } from 'rxjs';
import type { Session } from '../../session/session.ts';
import { Audience } from '../audience.ts';
import type { Channel, Subscription } from '../channel.ts';
import type { Hosted } from '../hosted.ts';
import { EventLog } from './event-log.ts';
import { EventsLane } from './events-lane.ts';

/** A run's audit trail: the last events to begin with, then each as it happens. */
export class EventsChannel implements Channel {
  readonly #hosted: Hosted;
  readonly #stream: number;
  readonly #log = new EventLog();
  readonly #audience = new Audience<EventsLane>();
  readonly #watch: Watch;

  constructor(hosted: Hosted) {
    const { run } = hosted;
    this.#hosted = hosted;
    this.#stream = hosted.nextStream();
    // A run that fails says so in an event; the error itself is its owner's.
    this.#watch = run.event$.subscribe({ next: (event) => this.#add(event), error: () => {} });
  }

  open(session: Session, { from, mode }: Subscribe): Subscription {
    const { run, epoch } = this.#hosted;
    const after = from?.stream === this.#stream && from.epoch === epoch ? from.sequence : undefined;
    const place = after === undefined ? undefined : this.#log.placeAfter(after);
    const options = { lossless: mode === 'all', place: place ?? this.#log.start };
    const make = (): EventsLane => new EventsLane(this.#log, session.outbound, options);
    const lane = this.#audience.enter(session, make);
    return {
      terms: {
        stream: this.#stream,
        epoch,
        version: run.model.version,
        recovered: place !== undefined,
        encoding: 'f32',
        hz: 0,
      },
      start: () => lane.begin(options),
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
      sequence,
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
