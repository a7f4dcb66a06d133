import type { Receipt } from '@rxgrad/model';

/** What became of a sample from outside. */
export type Fate =
  | { readonly status: 'applied'; readonly version: number }
  | { readonly status: 'rejected'; readonly reason: string };

/** Told once what became of a sample. */
export type Settle = (fate: Fate) => void;

/** A receipt of which only the first fate counts. */
export class SettleOnce implements Receipt {
  #tell: Settle | undefined;

  constructor(tell: Settle) {
    this.#tell = tell;
  }

  settle(fate: Fate): void {
    const tell = this.#tell;
    this.#tell = undefined;
    tell?.(fate);
  }
}
