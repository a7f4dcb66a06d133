import { Block, type Receipt, type Sample } from '@rxgrad/model';
import type { Fate, SettleRows } from './fate.ts';

type Row = Pick<Sample, 'x' | 'y'>;

/** Samples that were let into an inbox together, and who is told of them: of each once. */
export class Lot implements Receipt {
  readonly content: Row | Block;
  readonly size: number;
  readonly #tell: SettleRows;
  /** Rows without a fate. */
  #open: number;
  /** 1 for each row that has its fate; only there once some have theirs and others don't. */
  #settled: Uint8Array | undefined;

  constructor(content: Row | Block, tell: SettleRows) {
    this.content = content;
    this.size = content instanceof Block ? content.size : 1;
    this.#tell = tell;
    this.#open = this.size;
  }

  /** Tells all rows that have no fate yet. */
  settle(fate: Fate): void {
    if (this.#open === 0) return;
    const settled = this.#settled;
    this.#open = 0;
    this.#settled = undefined;
    if (settled === undefined) return this.#tell(0, this.size, fate);
    for (let from = settled.indexOf(0); from >= 0;) {
      const next = settled.indexOf(1, from);
      const to = next < 0 ? this.size : next;
      this.#tell(from, to, fate);
      from = settled.indexOf(0, to);
    }
  }

  /** Tells one row. */
  settleRow(row: number, fate: Fate): void {
    if (this.#open === 0) return;
    if (this.size > 1) {
      this.#settled ??= new Uint8Array(this.size);
      if (this.#settled[row] === 1) return;
      this.#settled[row] = 1;
    }
    this.#open -= 1;
    if (this.#open === 0) this.#settled = undefined;
    this.#tell(row, row + 1, fate);
  }
}

/** The receipt of one row of a lot. */
export class RowReceipt implements Receipt {
  readonly #lot: Lot;
  readonly #row: number;

  constructor(lot: Lot, row: number) {
    this.#lot = lot;
    this.#row = row;
  }

  settle(fate: Fate): void {
    this.#lot.settleRow(this.#row, fate);
  }
}
