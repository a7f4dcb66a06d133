import type { Clock } from '@rxgrad/stream';

/**
 * Allows `burst` at once and `rate` a second in the long run. It may be overdrawn, because what has
 * arrived has arrived: the debt says how long to wait for the next.
 */
export class TokenBucket {
  readonly #clock: Clock;
  readonly #rate: number;
  readonly #burst: number;
  #tokens: number;
  #at: number;

  constructor(clock: Clock, rate: number, burst: number) {
    this.#clock = clock;
    this.#rate = rate;
    this.#burst = burst;
    this.#tokens = burst;
    this.#at = clock.now();
  }

  /** Takes `n` and answers how many ms to wait until the debt is paid; 0 while there is none. */
  take(n = 1): number {
    const now = this.#clock.now();
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#at) * this.#rate) / 1_000);
    this.#at = now;
    this.#tokens -= n;
    return this.#tokens >= 0 ? 0 : (-this.#tokens * 1_000) / this.#rate;
  }
}
