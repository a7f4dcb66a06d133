import type { Run } from '@rxgrad/stream';
import { ERRORS } from '@rxgrad/wire';
import type { HostedRun } from '../hub/hosted-run.ts';
import { Refusal } from '../session/refusal.ts';
import type { Session } from '../session/session.ts';
import { Counter } from './counter.ts';
import { Track } from './track.ts';

/** So many contributors are remembered; the one that was silent longest is forgotten first. */
const REMEMBERED = 4_096;
/** So many put parts together at a time: each takes as much memory as the model. */
const MOST_OPEN = 64;

/** Where contributions to one run are handed in: who contributes, and how far each has come. */
export class Desk {
  readonly hosted: HostedRun;
  /** Contributions that are being put together. */
  open = 0;
  readonly #holders = new Map<string, Session>();
  readonly #counters = new Map<Session, Counter>();
  readonly #tracks = new Map<string, Track>();

  constructor(hosted: HostedRun) {
    this.hosted = hosted;
  }

  get run(): Run {
    return this.hosted.run;
  }

  /** Whether one more may be put together. */
  get room(): boolean {
    this.#sweep();
    return this.open < MOST_OPEN;
  }

  /**
   * The counter at which a session hands in under a name.
   *
   * @throws Refusal when another one has the name, or the session another name: each has one voice
   */
  counter(session: Session, contributor: string): Counter {
    const known = this.#counters.get(session);
    if (known?.contributor === contributor) return known;
    if (known !== undefined) {
      throw new Refusal(ERRORS.forbidden, `you contribute as "${known.contributor}" already`);
    }
    const holder = this.#holders.get(contributor);
    if (holder !== undefined && holder.state !== 'closed') {
      throw new Refusal(ERRORS.forbidden, `another connection contributes as "${contributor}"`);
    }
    return this.#seat(session, contributor);
  }

  /** How far a contributor has come. */
  track(contributor: string): Track {
    const track = this.#tracks.get(contributor) ?? new Track();
    this.#tracks.delete(contributor);
    this.#tracks.set(contributor, track);
    const [oldest] = this.#tracks.keys();
    if (this.#tracks.size > REMEMBERED && oldest !== undefined) this.#tracks.delete(oldest);
    return track;
  }

  #seat(session: Session, contributor: string): Counter {
    this.#sweep();
    const counter = new Counter(this, session, contributor);
    this.#holders.set(contributor, session);
    this.#counters.set(session, counter);
    return counter;
  }

  /** Forgets sessions that are gone. */
  #sweep(): void {
    for (const [session, counter] of this.#counters) {
      if (session.state !== 'closed') continue;
      counter.leave();
      this.#counters.delete(session);
      this.#holders.delete(counter.contributor);
    }
  }
}

const desks = new WeakMap<HostedRun, Desk>();

/** The desk of a run; runs nobody contributes to have none. */
export function deskOf(hosted: HostedRun): Desk {
  const desk = desks.get(hosted) ?? new Desk(hosted);
  desks.set(hosted, desk);
  return desk;
}
