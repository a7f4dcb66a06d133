import type { Result, Status } from '@rxgrad/wire';

/** What is told about some consecutive samples. */
export interface Verdict {
  readonly status: Status;
  readonly version: number;
  readonly reason?: string;
  readonly retryAfter?: number;
}

/** A RESULT that has yet to be sent. */
export type Told = Omit<Result, 'op' | 'request'>;

/**
 * Gathers what becomes of one request's samples and tells it in order, in as few RESULTs as there
 * are different fates.
 */
export class Receipt {
  readonly #first: number;
  readonly #n: number;
  #left: number;
  #told = 0;
  /** One verdict for all of them, as it mostly is. */
  #whole: Verdict | undefined;
  /** Else one a sample. */
  #each: (Verdict | undefined)[] | undefined;

  constructor(first: number, n: number) {
    this.#first = first;
    this.#n = n;
    this.#left = n;
  }

  /** Whether every sample has its verdict. */
  get complete(): boolean {
    return this.#left === 0;
  }

  /** Notes a verdict over samples `from` … `to` (exclusive); those that have one keep it. */
  settle(from: number, to: number, verdict: Verdict): void {
    if (this.#left === 0) return;
    if (to - from === this.#n && this.#each === undefined) {
      this.#whole = verdict;
      this.#left = 0;
      return;
    }
    this.#each ??= new Array<Verdict | undefined>(this.#n).fill(undefined);
    for (let index = from; index < to; index += 1) {
      if (this.#each[index] !== undefined) continue;
      this.#each[index] = verdict;
      this.#left -= 1;
    }
  }

  /** What can be told now and was not told before. */
  tell(): readonly Told[] {
    if (this.#whole !== undefined) return this.#tellWhole(this.#whole);
    const results: Told[] = [];
    for (let verdict = this.#at(); verdict !== undefined; verdict = this.#at()) {
      let last = verdict;
      for (let next = this.#at(); alike(next, verdict); next = this.#at()) {
        last = next ?? last;
        this.#told += 1;
      }
      results.push({ ...last, upTo: this.#first + this.#told });
    }
    return results;
  }

  #tellWhole(whole: Verdict): readonly Told[] {
    if (this.#told === this.#n) return [];
    this.#told = this.#n;
    const upTo = this.#first + this.#n;
    const { status, version, reason } = whole;
    // Mostly there is no reason: spelled out, since a copy of any object costs as much as all the rest.
    return [
      reason === undefined && status === 'applied' ? { status, version, upTo } : { ...whole, upTo },
    ];
  }

  #at(): Verdict | undefined {
    return this.#told < this.#n ? this.#each?.[this.#told] : undefined;
  }
}

/** Whether two fates can be told in one. */
export function alike(
  a: Pick<Verdict, 'status' | 'reason'> | undefined,
  b: Pick<Verdict, 'status' | 'reason'>,
): boolean {
  return a !== undefined && a.status === b.status && a.reason === b.reason;
}
