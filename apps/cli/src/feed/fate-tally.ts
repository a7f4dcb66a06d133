import type { FeedRange } from 'rxgrad/client';
import { grouped } from '../numbers.ts';

/** Reasons that are told at most, and that are told apart at most. */
const REASONS = 5;
const TOLD_APART = 1_000;
const OTHERS = 'other reasons';

/** How many samples met which fate, and why those that were not learned were not. */
export class FateTally {
  readonly #fates = new Map<string, number>();
  readonly #reasons = new Map<string, number>();

  /** Consecutive samples have met their fate. */
  add({ status, reason, count }: Pick<FeedRange, 'status' | 'reason' | 'count'>): void {
    bump(this.#fates, status, count);
    if (reason === undefined) return;
    const known = this.#reasons.has(reason) || this.#reasons.size < TOLD_APART;
    bump(this.#reasons, known ? reason : OTHERS, count);
  }

  /** Samples that have met any. */
  get total(): number {
    return [...this.#fates.values()].reduce((sum, n) => sum + n, 0);
  }

  /** Samples that were not learned, and will not be. */
  get refused(): number {
    return this.of('rejected') + this.of('throttled');
  }

  of(status: string): number {
    return this.#fates.get(status) ?? 0;
  }

  /** For people. */
  text(seconds: number): string {
    const fates = FATES.map((fate) => `${grouped(this.of(fate))} ${fate}`).join(' · ');
    const speed = `${grouped(Math.round(this.total / seconds))} samples/s`;
    const reasons = this.#worst().map(([reason, n]) => `  ${grouped(n)} × ${reason}`);
    return [`${fates} · ${speed}`, ...reasons].join('\n');
  }

  /** For programs. */
  json(seconds: number): string {
    const fates = Object.fromEntries(FATES.map((fate) => [fate, this.of(fate)]));
    return JSON.stringify({ ...fates, seconds, reasons: Object.fromEntries(this.#worst()) });
  }

  #worst(): readonly (readonly [string, number])[] {
    return [...this.#reasons].sort(([, a], [, b]) => b - a).slice(0, REASONS);
  }
}

const FATES = ['applied', 'duplicate', 'rejected', 'throttled'];

function bump(counts: Map<string, number>, key: string, n: number): void {
  counts.set(key, (counts.get(key) ?? 0) + n);
}
