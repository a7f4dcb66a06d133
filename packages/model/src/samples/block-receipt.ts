import type { Receipt } from './sample.ts';

/**
 * Carried along with a block whose rows came from outside. A fate that it settles is that of all its rows that have none
 * yet, so a whole block is told by one call.
 */
export interface BlockReceipt extends Receipt {
  /** The receipt of one row. */
  row(index: number): Receipt;
  /** The receipt of the block that is left when a row is taken out. */
  without(index: number): BlockReceipt;
}
