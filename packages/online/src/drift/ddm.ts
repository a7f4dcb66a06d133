import { RejectedSampleError } from '../rejected-sample-error.ts';
import type { State } from '../state.ts';
import { StateReader } from '../state-reader.ts';
import { requireOption } from './check.ts';
import type { DriftDetector } from './drift-detector.ts';

/** How the Drift Detection Method decides. */
export interface DdmOptions {
  /** How many predictions it waits for, 30 unless given. */
  readonly minSamples?: number;
  /** How many deviations above the best a warning is, 2 unless given. */
  readonly warningLevel?: number;
  /** How many deviations above the best a drift is, 3 unless given. */
  readonly driftLevel?: number;
}

class Ddm implements DriftDetector {
  readonly name = 'ddm';
  readonly #options: Required<DdmOptions>;
  #count = 0;
  #errors = 0;
  #lowestRate = Infinity;
  #lowestDeviation = Infinity;
  #drift = false;
  #warning = false;

  constructor(options: Required<DdmOptions>) {
    this.#options = options;
  }

  get drift(): boolean {
    return this.#drift;
  }

  get warning(): boolean {
    return this.#warning;
  }

  update(x: number): void {
    if (x !== 0 && x !== 1) {
      throw new RejectedSampleError(
        'label',
        `drift.ddm: 1 for a wrong prediction or 0 for a right one is expected, it is ${x}`,
      );
    }
    if (this.#drift) this.#startOver();
    this.#count += 1;
    this.#errors += x;
    if (this.#count >= this.#options.minSamples) this.#judge();
  }

  snapshot(): State {
    return {
      type: this.name,
      count: this.#count,
      errors: this.#errors,
      lowestRate: this.#lowestRate,
      lowestDeviation: this.#lowestDeviation,
      drift: this.#drift,
      warning: this.#warning,
    };
  }

  restore(state: State): void {
    const reader = new StateReader(state, this.name);
    const count = reader.count('count');
    const errors = reader.count('errors', count);
    const lowestRate = reader.number('lowestRate');
    const lowestDeviation = reader.number('lowestDeviation');
    const drift = reader.boolean('drift');
    this.#warning = reader.boolean('warning');
    this.#count = count;
    this.#errors = errors;
    this.#lowestRate = lowestRate;
    this.#lowestDeviation = lowestDeviation;
    this.#drift = drift;
  }

  #judge(): void {
    const rate = this.#errors / this.#count;
    const deviation = Math.sqrt((rate * (1 - rate)) / this.#count);
    if (rate + deviation <= this.#lowestRate + this.#lowestDeviation) {
      this.#lowestRate = rate;
      this.#lowestDeviation = deviation;
    }
    const above = rate + deviation - this.#lowestRate;
    this.#drift = above > this.#options.driftLevel * this.#lowestDeviation;
    this.#warning = !this.#drift && above > this.#options.warningLevel * this.#lowestDeviation;
  }

  #startOver(): void {
    this.#count = 0;
    this.#errors = 0;
    this.#lowestRate = Infinity;
    this.#lowestDeviation = Infinity;
    this.#drift = false;
    this.#warning = false;
  }
}

/**
 * Drift Detection Method (Gama et al. 2004): watches whether predictions are wrong (1) or right (0).
 *
 * With p the share of wrong ones among n and s = √(p(1 − p)/n), and p_min, s_min where p + s was lowest:
 * a warning when p + s > p_min + 2·s_min, a drift when p + s > p_min + 3·s_min. River judges from the 31st
 * prediction on, this from the 30th.
 *
 * @throws OptionError when minSamples isn't a whole number ≥ 1, or a level isn't above 0
 *
 * @example
 * ```ts
 * import { drift } from 'rxgrad';
 * const detector = drift.ddm();
 * for (let i = 0; i < 200; i += 1) detector.update(i % 10 === 0 ? 1 : 0);
 * let wrong = 0;
 * while (!detector.drift) {
 *   detector.update(1);
 *   wrong += 1;
 * }
 * wrong; // → 10
 * ```
 */
export function ddm(options: DdmOptions = {}): DriftDetector {
  const { minSamples = 30, warningLevel = 2, driftLevel = 3 } = options;
  const whole = Number.isSafeInteger(minSamples) && minSamples >= 1;
  requireOption('ddm', whole, `minSamples must be a whole number ≥ 1, it is ${minSamples}`);
  requireOption('ddm', warningLevel > 0 && driftLevel > 0, 'the levels must be above 0');
  return new Ddm({ minSamples, warningLevel, driftLevel });
}
