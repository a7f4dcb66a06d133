import type { Sample } from '@rxgrad/model';

/** What became of a sample from outside. */
export type Fate =
  | { readonly status: 'applied'; readonly version: number }
  | { readonly status: 'rejected'; readonly reason: string };

/** Told once what became of a sample. */
export type Settle = (fate: Fate) => void;

const DEFAULT_CAPACITY = 65_536;
const COMPACT_FROM = 1_024;

/**
 * Where samples from outside enter a run: a bounded queue that `stream` drains before its own
 * source. Nothing is lost in silence: a full inbox says so, and every sample that was let in has
 * its fate told exactly once. Made by {@link inbox}.
 */
export class Inbox {
  readonly capacity: number;
  #queue: Sample[] = [];
  #head = 0;
  #closed = false;
  #wake: () => void = () => {};

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** How many samples there is room for now; 0 once it is closed. */
  get free(): number {
    return this.#closed ? 0 : this.capacity - this.size;
  }

  /** How many samples wait. */
  get size(): number {
    return this.#queue.length - this.#head;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Lets a sample in, or answers `false` because there is no room; `settle` hears its fate. */
  offer(sample: Pick<Sample, 'x' | 'y'>, settle: Settle): boolean {
    if (this.free <= 0) return false;
    this.#queue.push({ x: sample.x, y: sample.y, receipt: { settle } });
    this.#wake();
    return true;
  }

  /** The oldest sample, or nothing; called by the stream that drains this inbox. */
  take(): Sample | undefined {
    const sample = this.#queue[this.#head];
    if (sample === undefined) return undefined;
    this.#head += 1;
    if (this.#head >= COMPACT_FROM && this.#head * 2 >= this.#queue.length) this.#compact();
    return sample;
  }

  /** No more samples are let in; a stream that has nothing else to wait for completes. */
  close(): void {
    this.#closed = true;
    this.#wake();
  }

  /** Closes, and tells the samples that still wait that they were not learned. */
  abandon(reason: string): void {
    this.close();
    for (let sample = this.take(); sample !== undefined; sample = this.take()) {
      sample.receipt?.settle({ status: 'rejected', reason });
    }
  }

  /** Whom to wake when a sample arrives or the inbox closes; one stream at a time drains it. */
  onArrival(wake: () => void): void {
    this.#wake = wake;
  }

  #compact(): void {
    this.#queue = this.#queue.slice(this.#head);
    this.#head = 0;
  }
}

/**
 * Makes a bounded queue through which samples from outside enter a stream.
 *
 * @param options.capacity - samples it holds at most, 65,536 unless told
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
