import type { PeerName } from './peers.ts';

/** One row of the benchmark: work that is measured here and, if they are installed, at peers. */
export interface Entry {
  /** Kebab-case; `--only` selects by a part of it. */
  readonly name: string;
  /** What is done, for the reader of a table. */
  readonly work: string;
  /** `samples/s` unless told. */
  readonly unit?: string;
  /** Builds what is measured; it runs in a process of its own. */
  readonly prepare: () => Measurable | Promise<Measurable>;
  /** Least rate of our own, in the unit. */
  readonly goal?: number;
  readonly peers?: readonly Opponent[];
}

/** A case of a peer that does the same work, and how many times its rate ours is meant to be. */
export interface Opponent {
  readonly peer: PeerName;
  readonly name: string;
  readonly goal?: number;
}

/** Something to repeat and time, or something that times itself. */
export type Measurable =
  | { readonly perRun: number; readonly run: () => void | Promise<unknown> }
  | { readonly measure: () => Promise<Rate> };

/** Units of work a second, and what else is worth knowing. */
export interface Rate {
  readonly rate: number;
  readonly detail?: unknown;
}
