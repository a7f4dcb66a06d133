import type { Lane, Outbound } from '../../session/outbound.ts';
import type { EventLog } from './event-log.ts';

/** One socket's events, in order; what a slow reader missed shows as a hole in their sequence. */
export class EventsLane implements Lane {
  readonly #log: EventLog;
  readonly #outbound: Outbound;
  #place = 0;

  constructor(log: EventLog, outbound: Outbound) {
    this.#log = log;
    this.#outbound = outbound;
  }

  /** Sends all that has happened since the last time. */
  pump(): void {
    this.#place = Math.max(this.#place, this.#log.start);
    for (; this.#place < this.#log.end; this.#place += 1) {
      if (!this.#outbound.room) return this.#outbound.whenRoom(this);
      this.#outbound.send(this.#log.at(this.#place) as Uint8Array);
    }
  }
}
