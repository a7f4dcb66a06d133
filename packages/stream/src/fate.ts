/** What became of a sample from outside. */
export type Fate =
  | { readonly status: 'applied'; readonly version: number }
  | { readonly status: 'rejected'; readonly reason: string };

/** Told once what became of a sample. */
export type Settle = (fate: Fate) => void;

/** Told what became of the rows `from` … `to` (exclusive) of a block; of each row once. */
export type SettleRows = (from: number, to: number, fate: Fate) => void;
