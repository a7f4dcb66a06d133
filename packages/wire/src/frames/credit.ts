import type { FrameSpec } from '../frame-spec.ts';
import { choice, text, uint32 } from '../scalar-fields.ts';

/** Lets the peer send so much more: bytes of a stream, or samples of a feed. */
export interface Credit {
  readonly op: 'credit';
  readonly unit: 'bytes' | 'samples';
  /** Stream number in decimal digits, or name of the feed. */
  readonly of: string;
  readonly amount: number;
}

export const credit: FrameSpec<Credit> = {
  op: 'credit',
  code: 17,
  from: 'both',
  fields: { unit: choice('bytes', 'samples'), of: text(128), amount: uint32 },
};
