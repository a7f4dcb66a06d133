/** So many feeds are remembered; the one that was silent longest is forgotten first. */
const REMEMBERED = 4_096;

/**
 * How far each feed of a run has come. Sequence numbers count without a hole, so one number tells
 * what is new, what was learned already, and what cannot be learned yet.
 */
export class Feeds {
  readonly #next = new Map<string, number>();
  readonly #remembered: number;

  constructor(remembered = REMEMBERED) {
    this.#remembered = remembered;
  }

  /** The sequence number that is to come; a feed that is not known starts at `first`. */
  next(feed: string, first: number): number {
    return this.#next.get(feed) ?? first;
  }

  /** Notes that all samples before `next` have been taken. */
  advance(feed: string, next: number): void {
    this.#next.delete(feed);
    this.#next.set(feed, next);
    if (this.#next.size <= this.#remembered) return;
    const [oldest] = this.#next.keys();
    if (oldest !== undefined) this.#next.delete(oldest);
  }
}
