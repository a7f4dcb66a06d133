import type { BlockReceipt, Receipt } from '@rxgrad/model';
import type { Fate } from './fate.ts';
import { type Lot, RowReceipt } from './lot.ts';

/** The receipt of a block that holds the rows of some lots, one behind the other. */
export class LotsReceipt implements BlockReceipt {
  readonly #lots: readonly Lot[];
  /** Rows that were taken out, ascending, as they were counted at first. */
  readonly #removed: readonly number[];

  constructor(lots: readonly Lot[], removed: readonly number[] = []) {
    this.#lots = lots;
    this.#removed = removed;
  }

  settle(fate: Fate): void {
    for (const lot of this.#lots) lot.settle(fate);
  }

  row(index: number): Receipt {
    let row = this.#original(index);
    for (const lot of this.#lots) {
      if (row < lot.size) return new RowReceipt(lot, row);
      row -= lot.size;
    }
    throw new RangeError(`the block has no row ${index}`);
  }

  without(index: number): BlockReceipt {
    const row = this.#original(index);
    const after = this.#removed.findIndex((other) => other > row);
    const at = after < 0 ? this.#removed.length : after;
    return new LotsReceipt(this.#lots, this.#removed.toSpliced(at, 0, row));
  }

  /** Where a row was before others were taken out. */
  #original(index: number): number {
    let row = index;
    for (const removed of this.#removed) if (removed <= row) row += 1;
    return row;
  }
}
