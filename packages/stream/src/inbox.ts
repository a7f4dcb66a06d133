import type { Sample } from '@rxgrad/model';
import type { ChunkedSource } from './cursor.ts';
import { type Settle, SettleOnce } from './fate.ts';

const DEFAULT_CAPACITY = 65_536;
/** A stream takes at most so many samples at a time. */
const CHUNK = 1_024;

/**
 * Where samples from outside enter a run: a bounded queue that is a source for `stream`. Nothing is
 * lost in silence: a full inbox says so, and every sample that was let in has its fate told exactly
 * once. Made by {@link inbox}.
 */
export class Inbox implements ChunkedSource<Sample> {
  readonly capacity: number;
  #waiting: Sample[] = [];
  /** What a stream has taken last, and may not have learned yet. */
  #taken: readonly Sample[] = [];
  #closed = false;
  #wake: () => void = () => {};

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** How many samples there is room for now; 0 once it is closed. */
  get free(): number {
    return this.#closed ? 0 : this.capacity - this.#waiting.length;
  }

  /** Nothing is let in any more. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Lets a sample in, or answers `false` because there is no room; `settle` hears its fate. */
  offer({ x, y }: Pick<Sample, 'x' | 'y'>, settle: Settle): boolean {
    if (this.free <= 0) return false;
    this.#waiting.push({ x, y, receipt: new SettleOnce(settle) });
    this.#wake();
    return true;
  }

  /** No more samples are let in; the stream completes when those that wait are learned. */
  close(): void {
    this.#closed = true;
    this.#wake();
  }

  /** Closes, and tells the samples that were not learned that they never will be. */
  abandon(reason: string): void {
    this.close();
    for (const { receipt } of [...this.#taken, ...this.#waiting]) {
      receipt?.settle({ status: 'rejected', reason });
    }
    this.#taken = [];
    this.#waiting = [];
  }

  /** Samples as they arrive, many at a time; one stream at a time drains an inbox. */
  async *chunks(): AsyncGenerator<readonly Sample[], void, undefined> {
    for (;;) {
      while (this.#waiting.length === 0 && !this.#closed) await this.#arrival();
      this.#taken = this.#waiting.splice(0, CHUNK);
      if (this.#taken.length === 0) return;
      yield this.#taken;
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Sample, void, undefined> {
    for await (const chunk of this.chunks()) yield* chunk;
  }

  #arrival(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }
}

/**
 * Makes a bounded queue through which samples from outside enter a run: a source for `stream`, to
 * be merged with others or to stand alone.
 *
 * @param options.capacity - samples that wait at most, 65,536 unless told
 * @example
 * ```ts
 * import { inbox } from 'rxgrad';
 *
 * const fed = inbox({ capacity: 1 });
 * fed.offer({ x: [1, 2], y: 3 }, () => {}); // → true
 * fed.offer({ x: [1, 2], y: 3 }, () => {}); // → false
 * fed.free; // → 0
 * ```
 */
export function inbox({ capacity = DEFAULT_CAPACITY }: { readonly capacity?: number } = {}): Inbox {
  return new Inbox(capacity);
}
