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
  readonly #verdicts: (Verdict | undefined)[];
  #left: number;
  #told = 0;

  constructor(first: number, n: number) {
    this.#first = first;
    this.#left = n;
    this.#verdicts = new Array<Verdict | undefined>(n).fill(undefined);
  }

  /** Whether every sample has its verdict. */
  get complete(): boolean {
    return this.#left === 0;
  }

  /** Notes a verdict; a second one for the same sample is ignored. */
  settle(index: number, verdict: Verdict): void {
    if (this.#verdicts[index] !== undefined) return;
    this.#verdicts[index] = verdict;
    this.#left -= 1;
  }

  /** What can be told now and was not told before. */
  tell(): readonly Told[] {
    const results: Told[] = [];
    for (let verdict = this.#at(); verdict !== undefined; verdict = this.#at()) {
      let last = verdict;
      while (alike(this.#at(), verdict)) {
        last = this.#at() ?? last;
        this.#told += 1;
      }
      results.push({ ...last, upTo: this.#first + this.#told });
    }
    return results;
  }

  #at(): Verdict | undefined {
    return this.#verdicts[this.#told];
  }
}

function alike(a: Verdict | undefined, b: Verdict): boolean {
  return a !== undefined && a.status === b.status && a.reason === b.reason;
}
