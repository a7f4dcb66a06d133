import type { Lane, Outbound } from '../../session/outbound.ts';
import type { EventLog } from './event-log.ts';

/** How one reader takes events. */
export interface EventsLaneOptions {
  /** Cut it off rather than leave out an event. */
  readonly lossless: boolean;
  /** Where in the log it begins. */
  readonly place: number;
}

/** One socket's events, in order; what a slow reader missed shows as a hole in their sequence. */
export class EventsLane implements Lane {
  readonly #log: EventLog;
  readonly #outbound: Outbound;
  #lossless: boolean;
  #place: number;

  constructor(log: EventLog, outbound: Outbound, { lossless, place }: EventsLaneOptions) {
    this.#log = log;
    this.#outbound = outbound;
    this.#lossless = lossless;
    this.#place = place;
  }

  /** One more subscription shares the lane: what it starts with comes again, and what it needs holds. */
  begin({ lossless, place }: EventsLaneOptions): void {
    this.#lossless ||= lossless;
    this.#place = Math.min(this.#place, place);
    this.pump();
  }

  /** Sends all that has happened since the last time. */
  pump(): void {
    if (this.#place < this.#log.start) {
      if (this.#lossless) return this.#outbound.cut('events wait to be read, and no more are kept');
      this.#place = this.#log.start;
    }
    for (; this.#place < this.#log.end; this.#place += 1) {
      if (!this.#outbound.room) return this.#outbound.whenRoom(this);
      this.#outbound.send(this.#log.at(this.#place) as Uint8Array);
    }
  }
}
