/** Samples a second, or as many as can be learned. */
export type Rate = number | 'max';

/** A paced stream sleeps at least this long, in ms: at high rates a handful of items go at once. */
const SHORTEST_WAIT = 4;

/** What a stalled stream may catch up on, in ms: it must not flood what comes after it. */
const CATCH_UP = 100;

/**
 * How many items are due: `rate · elapsed`, less what was sent. A change of rate counts from the
 * moment of the change.
 */
export class Pace {
  #rate: Rate;
  /** When the next item is due. */
  #due: number;

  constructor(rate: Rate, now: number) {
    this.#rate = rate;
    this.#due = now;
  }

  /** Changes the rate from now on. */
  set(rate: Rate, now: number): void {
    this.#rate = rate;
    this.#due = now;
  }

  /** Goes on after a pause: nothing has come due meanwhile. */
  resume(now: number): void {
    this.#due = Math.max(this.#due, now);
  }

  /** Items that may go now. */
  quota(now: number): number {
    if (this.#rate === 'max') return Infinity;
    if (this.#rate <= 0) return 0;
    this.#due = Math.max(this.#due, now - CATCH_UP);
    return Math.max(0, Math.floor(((now - this.#due) * this.#rate) / 1000) + 1);
  }

  /** Notes that `n` items went. */
  spend(n: number): void {
    if (this.#rate !== 'max') this.#due += (n * 1000) / this.#rate;
  }

  /** Milliseconds until the next item is due; Infinity at rate 0. */
  wait(now: number): number {
    if (this.#rate === 'max') return 0;
    return this.#rate > 0 ? Math.max(SHORTEST_WAIT, this.#due - now) : Infinity;
  }
}
