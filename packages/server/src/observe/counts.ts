/** What a server has done so far: plain numbers, so that counting costs the hub nothing. */
export class Counts {
  /** WebSockets that were opened. */
  opened = 0;
  framesIn = 0;
  bytesIn = 0;
  framesOut = 0;
  bytesOut = 0;
  /** Frames that slow readers who are gone were not sent, because newer ones were about to come. */
  dropped = 0;
  /** WebSockets that ended, by close code. */
  readonly closes = new Tally<number>();
  /** Who was turned away before being let in, by the reason in one word. */
  readonly refusals = new Tally<string>();
}

/** Counts by key. */
export class Tally<K> {
  readonly #counts = new Map<K, number>();

  add(key: K, n = 1): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + n);
  }

  get(key: K): number {
    return this.#counts.get(key) ?? 0;
  }

  entries(): IterableIterator<[K, number]> {
    return this.#counts.entries();
  }
}
