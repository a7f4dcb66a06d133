import type { Clock } from '@rxgrad/stream';

/** A clock whose timers are called off when what they belong to ends. */
export class ScopedClock implements Clock {
  readonly #clock: Clock;
  readonly #timers = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now();
  }

  after(delay: number, task: () => void): () => void {
    const callOff = this.#clock.after(delay, () => {
      this.#timers.delete(callOff);
      task();
    });
    this.#timers.add(callOff);
    return () => {
      this.#timers.delete(callOff);
      callOff();
    };
  }

  /** Calls off whatever is still to come. */
  end(): void {
    for (const callOff of this.#timers) callOff();
    this.#timers.clear();
  }
}
