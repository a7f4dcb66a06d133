import type { Connection } from '../connection.ts';
import { RefusedError } from '../errors.ts';

/** A client's one voice in a run, whoever of its parts speaks. */
export class Seat {
  readonly contributor: string;
  private next: number;
  private taken = false;

  /** @param start the number of its first contribution */
  constructor(contributor: string, start: number) {
    this.contributor = contributor;
    this.next = start;
  }

  /** @throws RefusedError when somebody of this client contributes to the run already */
  take(run: string): void {
    if (this.taken) {
      const why = `this client contributes to "${run}" already, and has one voice`;
      throw new RefusedError('bad-request', why);
    }
    this.taken = true;
  }

  leave(): void {
    this.taken = false;
  }

  /** A number that no contribution has had. */
  number(): number {
    return this.next++;
  }
}

const seats = new WeakMap<Connection, Map<string, Seat>>();

/**
 * The seat of a client in a run. Numbers begin with the clock, so that a client that keeps its name
 * through a restart goes on above those it has used.
 */
export function seatOf(connection: Connection, run: string): Seat {
  const known = seats.get(connection) ?? new Map<string, Seat>();
  seats.set(connection, known);
  const seat = known.get(run) ?? new Seat(connection.id, Math.floor(connection.scheduler.now()));
  known.set(run, seat);
  return seat;
}
