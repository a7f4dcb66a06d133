import type { Lane } from '../session/outbound.ts';
import type { Session } from '../session/session.ts';

interface Seat<L> {
  readonly lane: L;
  holders: number;
}

/**
 * Who gets the frames of one stream: a lane for each socket, also when several of its
 * subscriptions come down to the same stream.
 */
export class Audience<L extends Lane> {
  readonly #seats = new Map<Session, Seat<L>>();

  get size(): number {
    return this.#seats.size;
  }

  /** The session's lane, made at its first subscription. */
  enter(session: Session, make: () => L): L {
    const seat = this.#seats.get(session) ?? { lane: make(), holders: 0 };
    seat.holders += 1;
    this.#seats.set(session, seat);
    return seat.lane;
  }

  /** One subscription less; the last one takes the lane with it. */
  leave(session: Session): void {
    const seat = this.#seats.get(session);
    if (seat === undefined) return;
    seat.holders -= 1;
    if (seat.holders > 0) return;
    this.#seats.delete(session);
    session.outbound.forget(seat.lane);
  }

  /** Does the same for every lane. */
  forEach(visit: (lane: L) => void): void {
    for (const { lane } of this.#seats.values()) visit(lane);
  }
}
