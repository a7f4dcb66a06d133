import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';

/** How often the delay is looked at, in ms. */
const RESOLUTION = 10;

/** How late the event loop is: what a long training step does to sockets. */
export class EventLoopLag {
  readonly #histogram: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION });

  constructor() {
    this.#histogram.enable();
  }

  /** Seconds at some quantiles since the last reading; none before there is anything to tell. */
  read(): ReadonlyMap<string, number> {
    const histogram = this.#histogram;
    const seconds = (nanoseconds: number): number =>
      Math.max(0, nanoseconds / 1e9 - RESOLUTION / 1e3);
    const lag =
      histogram.count === 0
        ? new Map<string, number>()
        : new Map([
            ['0.5', seconds(histogram.percentile(50))],
            ['0.99', seconds(histogram.percentile(99))],
            ['1', seconds(histogram.max)],
          ]);
    histogram.reset();
    return lag;
  }

  close(): void {
    this.#histogram.disable();
  }
}
