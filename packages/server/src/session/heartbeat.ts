/** What to do about a peer: nothing, ask for a sign of life, or give it up. */
export type Verdict = 'alive' | 'ask' | 'dead';

/** Silent for so many heartbeats, a peer is dead. */
const PATIENCE = 3;

/**
 * Listens for signs of life. Any byte counts, also half a frame; while we do not read a socket its
 * silence says nothing, but then it is we who owe a sign of life.
 */
export class Heartbeat {
  readonly #period: number;
  #bytesRead = 0;
  #heardAt: number;
  #askedAt: number;

  constructor(period: number, now: number) {
    this.#period = period;
    this.#heardAt = now;
    this.#askedAt = now;
  }

  /** Judges by how many bytes have come in so far. */
  judge(now: number, bytesRead: number, paused: boolean): Verdict {
    if (bytesRead !== this.#bytesRead || paused) {
      this.#bytesRead = bytesRead;
      this.#heardAt = now;
    }
    const silence = now - this.#heardAt;
    if (silence >= PATIENCE * this.#period) return 'dead';
    if (now - this.#askedAt < this.#period) return 'alive';
    if (silence < this.#period && !paused) return 'alive';
    this.#askedAt = now;
    return 'ask';
  }
}
