import type { Subscriber } from 'rxjs';
import type { Clock } from './clock.ts';
import type { Valve } from './control/valve.ts';
import { type Cursor, type StreamSource, cursorOf } from './cursor.ts';
import { Pace, type Rate } from './pace.ts';
import { SourceError } from './source-error.ts';

/** How much of the event loop a stream takes at a time, in ms. */
const SLICE = 6;
/** The clock is asked about this often, in ms, whatever an item costs. */
const LOOK = 0.5;
const LONGEST_STRIDE = 1_024;

/**
 * Pulls a source and pushes its items, a time slice at a time: pull at the edge is the
 * backpressure that RxJS lacks, and the pause between two slices is what keeps sockets alive
 * while a run goes flat out.
 */
export class Pump<T> implements Valve {
  readonly #subscriber: Subscriber<T>;
  readonly #cursor: Cursor<T>;
  readonly #clock: Clock;
  readonly #pace: Pace;
  #chunk: readonly T[] = [];
  #position = 0;
  #stride = 1;
  #sliceEnd = 0;
  #pulling = false;
  #ended = false;
  #pushing = false;
  #soon = false;
  #held = false;
  #callOff: (() => void) | undefined;

  constructor(subscriber: Subscriber<T>, source: StreamSource<T>, clock: Clock) {
    this.#subscriber = subscriber;
    this.#cursor = cursorOf(source);
    this.#clock = clock;
    this.#pace = new Pace(0, clock.now());
  }

  /** Changes the pace; a stream that was asleep takes it up at once. */
  setRate(rate: Rate): void {
    this.#pace.set(rate, this.#clock.now());
    this.#wake(0);
  }

  /** Pushes and pulls nothing until it is released, nor comes to its end: that may make an update of what was gathered. */
  hold(): void {
    this.#held = true;
    this.#soon = false;
    this.#callOff?.();
    this.#callOff = undefined;
  }

  /** Goes on with the next item, at the pace it had; what it slept through is not caught up on. */
  release(): void {
    if (!this.#held) return;
    this.#held = false;
    this.#pace.resume(this.#clock.now());
    this.#wake(0);
  }

  /** Ends the source at once; nothing more is pushed. */
  stop(): void {
    this.#callOff?.();
    if (!this.#ended) this.#cursor.end();
    this.#ended = true;
  }

  /** Arranges the next turn; one that is due at once already is left as it is. */
  #wake(delay: number): void {
    if (this.#pushing || this.#soon || this.#held || this.#subscriber.closed) return;
    this.#callOff?.();
    this.#callOff = undefined;
    if (delay === Infinity) return;
    this.#soon = delay === 0;
    this.#callOff = this.#clock.after(delay, () => {
      this.#soon = false;
      this.#sliceEnd = this.#clock.now() + SLICE;
      this.#turn();
    });
  }

  /** Pushes what may be pushed now, then arranges for what comes next. */
  #turn(): void {
    this.#pushing = true;
    do this.#push();
    while (!this.#subscriber.closed && this.#hungry && this.#refill());
    this.#pushing = false;
    if (!this.#subscriber.closed) this.#rest();
  }

  /** There is nothing left of the source's last chunk, and a next one may come. */
  get #hungry(): boolean {
    const empty = this.#position >= this.#chunk.length;
    return empty && !this.#ended && !this.#pulling && !this.#held;
  }

  #push(): void {
    let now = this.#clock.now();
    while (now < this.#sliceEnd && !this.#held && !this.#subscriber.closed) {
      if (this.#pushStride(now) === 0) return;
      const then = now;
      now = this.#clock.now();
      this.#adapt(now - then);
    }
  }

  #pushStride(now: number): number {
    const most = Math.min(this.#stride, this.#pace.quota(now), this.#chunk.length - this.#position);
    let count = 0;
    while (count < most && !this.#held && !this.#subscriber.closed) {
      this.#subscriber.next(this.#chunk[this.#position++] as T);
      count += 1;
    }
    this.#pace.spend(count);
    return count;
  }

  /** Looks at the clock neither so often that it costs nor so rarely that a slice overruns. */
  #adapt(elapsed: number): void {
    if (elapsed < LOOK / 2) this.#stride = Math.min(this.#stride * 2, LONGEST_STRIDE);
    else if (elapsed > LOOK) this.#stride = Math.max(1, this.#stride >> 1);
  }

  /** Pulls the next chunk; says whether it is there already and its slice still has time. */
  #refill(): boolean {
    try {
      const chunk = this.#cursor.pull();
      if (!(chunk instanceof Promise)) return this.#accept(chunk);
      this.#pulling = true;
      chunk.then(
        (next) => this.#refilled(next),
        (cause: unknown) => this.#fail(cause),
      );
    } catch (cause) {
      this.#fail(cause);
    }
    return false;
  }

  #refilled(chunk: readonly T[] | undefined): void {
    this.#pulling = false;
    if (this.#subscriber.closed) return;
    if (this.#accept(chunk)) this.#turn();
    else this.#rest();
  }

  #accept(chunk: readonly T[] | undefined): boolean {
    this.#ended = chunk === undefined;
    this.#chunk = chunk ?? [];
    this.#position = 0;
    return !this.#ended && this.#clock.now() < this.#sliceEnd;
  }

  #fail(cause: unknown): void {
    this.#ended = true;
    this.#subscriber.error(new SourceError(cause));
  }

  /** Decides when the next turn is, or that there is none. */
  #rest(): void {
    if (this.#position < this.#chunk.length) this.#wake(this.#pace.wait(this.#clock.now()));
    else if (this.#ended && !this.#held) this.#subscriber.complete();
    else if (!this.#pulling) this.#wake(0);
  }
}
