import type { FrameSpec } from '../frame-spec.ts';
import { uint, uint32 } from '../scalar-fields.ts';

/** A slow reader's frames were left out: newer ones take their place, or a snapshot. */
export interface Dropped {
  readonly op: 'dropped';
  readonly stream: number;
  /** How many since the DROPPED before, or since SUBSCRIBED. */
  readonly frames: number;
}

export const dropped: FrameSpec<Dropped> = {
  op: 'dropped',
  code: 26,
  from: 'server',
  fields: { stream: uint32, frames: uint() },
};
