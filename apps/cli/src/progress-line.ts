import type { Progress } from 'rxgrad';
import { fixed, grouped } from './numbers.ts';

/** How much of the past counts in a line's loss and speed: this many lines. */
const ROLLING = 10;

/**
 * One line that tells how a run gets on: samples, samples/s, loss and metric over the last lines,
 * each against the baseline that learns nothing, where there is one.
 */
export class ProgressLine {
  readonly #headline: string;
  readonly #url: string | undefined;
  #readings: { readonly at: number; readonly progress: Progress }[] = [];

  constructor(headline: string, url: string | undefined) {
    this.#headline = headline;
    this.#url = url;
  }

  /** The line for a reading taken `at` that many ms. */
  next(progress: Progress, at: number): string {
    this.#readings = [...this.#readings, { at, progress }].slice(-ROLLING);
    const first = this.#readings[0] ?? { at, progress };
    const samples = progress.samples - first.progress.samples;
    const loss = (progress.lossSum - first.progress.lossSum) / samples;
    const speed = samples / ((at - first.at) / 1000);
    return [
      `${grouped(progress.samples)} samples`,
      `${grouped(Math.round(finite(speed)))}/s`,
      `loss ${fixed(samples > 0 ? loss : progress.loss)}`,
      this.#metric(progress),
      progress.rejected > 0 ? `${grouped(progress.rejected)} rejected` : undefined,
      this.#url,
    ]
      .filter((part) => part !== undefined)
      .join(' · ');
  }

  #metric({ metrics, baseline }: Progress): string | undefined {
    const value = metrics[this.#headline];
    if (value === undefined) return undefined;
    const compared = baseline[this.#headline];
    const against = compared === undefined ? '' : ` (baseline ${fixed(compared)})`;
    return `${this.#headline} ${fixed(value)}${against}`;
  }
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}
