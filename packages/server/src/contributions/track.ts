import type { Result } from '@rxgrad/wire';

/** What a RESULT says of a contribution. */
export type Verdict = Pick<Result, 'status' | 'version' | 'reason' | 'retryAfter'>;

/** Hears a verdict. */
export type Tell = (verdict: Verdict) => void;

/**
 * How far one contributor has come: what is sent twice is taken once, and answered as it was the
 * first time, also when the answer is still to come.
 */
export class Track {
  /** Number of the last contribution that was taken or refused. */
  #last = -1;
  #verdict: Verdict | undefined;
  #tell: Tell = () => {};

  /** Whether this one is new. */
  isNew(sequence: number): boolean {
    return sequence > this.#last;
  }

  /** Notes that one was taken; its verdict is told as soon as it is known. */
  take(sequence: number, tell: Tell): Tell {
    this.#last = sequence;
    this.#verdict = undefined;
    this.#tell = tell;
    return (verdict) => {
      if (sequence !== this.#last) return tell(verdict);
      this.#verdict = verdict;
      this.#tell(verdict);
    };
  }

  /** Answers one that was sent again. */
  repeat(sequence: number, version: number, tell: Tell): void {
    if (sequence !== this.#last) return tell({ status: 'duplicate', version });
    if (this.#verdict === undefined) this.#tell = tell;
    else tell(this.#verdict);
  }
}
