import { Random } from '../random.ts';
import type { State } from '../state.ts';
import { StateReader } from '../state-reader.ts';
import { checkNumber, requireOption } from './check.ts';
import type { DriftDetector } from './drift-detector.ts';
import { ksTest } from './ks-test.ts';

/** How Kolmogorov–Smirnov windowing decides. */
export interface KswinOptions {
  /** Seed of the draws from the older numbers. */
  readonly seed: number;
  /** Chance of a false alarm at one number, 0.005 unless given. */
  readonly alpha?: number;
  /** How many numbers are kept, 100 unless given. */
  readonly window?: number;
  /** How many of them are the newest, and how many older ones are drawn, 30 unless given. */
  readonly sample?: number;
}

class Kswin implements DriftDetector {
  readonly name = 'kswin';
  readonly warning = false;
  readonly #options: Required<KswinOptions>;
  readonly #random: Random;
  #window: number[] = [];
  #drift = false;

  constructor(options: Required<KswinOptions>) {
    this.#options = options;
    this.#random = new Random(options.seed);
  }

  get drift(): boolean {
    return this.#drift;
  }

  update(x: number): void {
    checkNumber(this.name, x);
    const { window, sample, alpha } = this.#options;
    this.#drift = false;
    if (this.#window.length === window) this.#window.shift();
    this.#window.push(x);
    if (this.#window.length < window) return;
    const newest = this.#window.slice(-sample);
    const { statistic, pValue } = ksTest(this.#draw(window - sample, sample), newest);
    if (pValue > alpha || statistic <= 0.1) return;
    this.#drift = true;
    this.#window = newest;
  }

  snapshot(): State {
    return {
      type: this.name,
      window: Float64Array.from(this.#window),
      random: this.#random.snapshot(),
      drift: this.#drift,
    };
  }

  restore(state: State): void {
    const reader = new StateReader(state, this.name);
    const window = reader.float64('window');
    const most = this.#options.window;
    reader.require(window.length <= most, 'window', `at most ${most} numbers are expected`);
    const drift = reader.boolean('drift');
    this.#random.restore(reader.any('random'));
    this.#window = [...window];
    this.#drift = drift;
  }

  /** Some of the oldest numbers, each at most once. */
  #draw(oldest: number, count: number): number[] {
    const pool = this.#window.slice(0, oldest);
    for (let i = 0; i < count; i += 1) {
      const other = i + this.#random.integer(oldest - i);
      const drawn = pool[other] as number;
      pool[other] = pool[i] as number;
      pool[i] = drawn;
    }
    return pool.slice(0, count);
  }
}

/**
 * Kolmogorov–Smirnov windowing (Raab et al. 2020): asks of every number whether the newest ones still come from the
 * distribution of those before.
 *
 * Keeps the latest 100 numbers, draws 30 of the older 70 and compares them with the newest 30 by the exact two-sample
 * Kolmogorov–Smirnov test: a drift if p ≤ α and the distance is above 0.1; then only the newest 30 are kept. (River
 * starts over with none.) An update sorts 60 numbers.
 *
 * @throws OptionError when alpha isn't between 0 and 1, or window isn't at least twice sample
 *
 * @example
 * ```ts
 * import { drift, Random } from 'rxgrad';
 * const detector = drift.kswin({ seed: 1, alpha: 0.0001 });
 * const random = new Random(2);
 * for (let i = 0; i < 100; i += 1) detector.update(random.normal());
 * let shifted = 0;
 * while (!detector.drift) {
 *   detector.update(random.normal() + 3);
 *   shifted += 1;
 * }
 * shifted < 30; // → true
 * ```
 */
export function kswin(options: KswinOptions): DriftDetector {
  const { seed, alpha = 0.005, window = 100, sample = 30 } = options;
  requireOption('kswin', alpha > 0 && alpha < 1, `alpha must be between 0 and 1, it is ${alpha}`);
  const whole = Number.isSafeInteger(window) && Number.isSafeInteger(sample) && sample >= 1;
  requireOption('kswin', whole && window >= 2 * sample, 'window must be at least twice sample');
  return new Kswin({ seed, alpha, window, sample });
}
