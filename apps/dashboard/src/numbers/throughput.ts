/**
 * Samples per second over the last moments: the slope between now and the oldest reading in the window. It falls to
 * zero by itself when nothing arrives, since `at` divides by the time that really passed.
 */
export class Throughput {
  readonly #window: number;
  #readings: { readonly time: number; readonly samples: number }[] = [];

  /** @param window milliseconds to look back */
  constructor(window = 2500) {
    this.#window = window;
  }

  /** Takes the run's sample counter at a time in milliseconds; a counter that falls starts the measurement anew. */
  push(time: number, samples: number): void {
    const last = this.#readings.at(-1);
    if (last !== undefined && samples < last.samples) this.#readings = [];
    this.#readings.push({ time, samples });
    this.#forget(time);
  }

  /** Samples per second as of `time` (milliseconds); NaN before there is anything to compare. */
  at(time: number): number {
    this.#forget(time);
    const first = this.#readings[0];
    const last = this.#readings.at(-1);
    if (first === undefined || last === undefined || time - first.time < 200) return Number.NaN;
    return ((last.samples - first.samples) * 1000) / (Math.max(last.time, time - 500) - first.time);
  }

  #forget(time: number): void {
    const keep = this.#readings.findIndex((reading) => reading.time > time - this.#window);
    // One reading beyond the window stays, so that a slow run still has something to compare with.
    if (keep > 1) this.#readings.splice(0, keep - 1);
    else if (keep === -1 && this.#readings.length > 1)
      this.#readings.splice(0, this.#readings.length - 1);
  }
}
