import type { Parameters } from '@rxgrad/model';
import type { Fate } from '../fate.ts';

/** What was contributed: a mean gradient, or how far weights have moved in some steps of learning. */
export type ContributionKind = 'gradient' | 'delta';

/** What somebody learned from the weights of a run on samples of their own. */
export interface OfferedContribution {
  /** Who it is from: each has one voice in a round. */
  readonly contributor: string;
  readonly kind: ContributionKind;
  /** `epoch` and `version` of the weights it started from. */
  readonly epoch: number;
  readonly base: number;
  /** Samples it stands for. */
  readonly size: number;
  /** Mean loss over them, before they were learned. */
  readonly loss?: number | undefined;
  /** f32 [weights], laid out as the model's `data`: derivatives, or learned weights less those at `base`. */
  readonly data: Float32Array;
}

/** What became of a contribution. */
export type ContributionFate = Fate | { readonly status: 'stale'; readonly version: number };

/** A contribution that was let in. */
export interface Contribution {
  /** Whose weights it is to move. */
  readonly model: Parameters;
  readonly contributor: string;
  readonly epoch: number;
  readonly base: number;
  readonly size: number;
  /** NaN where it was not told. */
  readonly loss: number;
  /** f32 [weights]: which way weights are to go against, as a gradient has it, also where it came as a delta. */
  readonly data: Float32Array;
  /** Tells whose it is what became of it; only the first fate counts. */
  settle(fate: ContributionFate): void;
}
