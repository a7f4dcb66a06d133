import type { State } from '../state.ts';
import { StateReader } from '../state-reader.ts';
import { checkNumber, requireOption } from './check.ts';
import type { DriftDetector } from './drift-detector.ts';

/** How the Page–Hinkley test decides. */
export interface PageHinkleyOptions {
  /** How many numbers it waits for, 30 unless given. */
  readonly minSamples?: number;
  /** Deviations from the mean up to this size are no sign of change, 0.005 unless given. */
  readonly delta?: number;
  /** The sum of deviations that is a drift, 50 unless given. */
  readonly threshold?: number;
  /** How much of the sum is kept at each number, 0.9999 unless given. */
  readonly forgetting?: number;
  /** Which changes of the mean count: `up` unless given. */
  readonly direction?: 'up' | 'down' | 'both';
}

class PageHinkley implements DriftDetector {
  readonly name = 'pageHinkley';
  readonly warning = false;
  readonly #options: Required<PageHinkleyOptions>;
  #count = 0;
  #mean = 0;
  #up = 0;
  #down = 0;
  #drift = false;

  constructor(options: Required<PageHinkleyOptions>) {
    this.#options = options;
  }

  get drift(): boolean {
    return this.#drift;
  }

  update(x: number): void {
    checkNumber(this.name, x);
    if (this.#drift) this.#startOver();
    const { minSamples, delta, threshold, forgetting, direction } = this.#options;
    this.#count += 1;
    this.#mean += (x - this.#mean) / this.#count;
    const deviation = x - this.#mean;
    this.#up = Math.max(0, forgetting * this.#up + deviation - delta);
    this.#down = Math.max(0, forgetting * this.#down - deviation - delta);
    const rose = direction !== 'down' && this.#up >= threshold;
    const fell = direction !== 'up' && this.#down >= threshold;
    this.#drift = this.#count >= minSamples && (rose || fell);
  }

  snapshot(): State {
    return {
      type: this.name,
      count: this.#count,
      mean: this.#mean,
      up: this.#up,
      down: this.#down,
      drift: this.#drift,
    };
  }

  restore(state: State): void {
    const reader = new StateReader(state, this.name);
    const count = reader.count('count');
    const mean = reader.finite('mean');
    const up = reader.finite('up');
    const down = reader.finite('down');
    this.#drift = reader.boolean('drift');
    this.#count = count;
    this.#mean = mean;
    this.#up = up;
    this.#down = down;
  }

  #startOver(): void {
    this.#count = 0;
    this.#mean = 0;
    this.#up = 0;
    this.#down = 0;
  }
}

/**
 * Page–Hinkley test (Page 1954): adds up how far a stream's numbers lie above (or below) their mean.
 *
 * S = max(0, forgetting·S + x − x̄ − delta), a drift when S ≥ threshold. River compares a sum with its lowest value
 * so far, which is the same while nothing is forgotten.
 *
 * @throws OptionError when minSamples isn't a whole number ≥ 1, threshold isn't above 0, delta is below 0, or
 * forgetting isn't from 0 to 1
 *
 * @example
 * ```ts
 * import { drift } from 'rxgrad';
 * const detector = drift.pageHinkley({ threshold: 10 });
 * for (let i = 0; i < 100; i += 1) detector.update(1);
 * for (let i = 0; i < 3; i += 1) detector.update(6);
 * detector.drift; // → true
 * ```
 */
export function pageHinkley(options: PageHinkleyOptions = {}): DriftDetector {
  const { minSamples = 30, delta = 0.005, threshold = 50 } = options;
  const { forgetting = 0.9999, direction = 'up' } = options;
  const whole = Number.isSafeInteger(minSamples) && minSamples >= 1;
  requireOption('pageHinkley', whole, `minSamples must be a whole number ≥ 1, it is ${minSamples}`);
  requireOption('pageHinkley', threshold > 0, `threshold must be above 0, it is ${threshold}`);
  requireOption('pageHinkley', delta >= 0, `delta must be ≥ 0, it is ${delta}`);
  const share = forgetting >= 0 && forgetting <= 1;
  requireOption('pageHinkley', share, `forgetting must be from 0 to 1, it is ${forgetting}`);
  return new PageHinkley({ minSamples, delta, threshold, forgetting, direction });
}
