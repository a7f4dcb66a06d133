import type { FrameSpec } from '../frame-spec.ts';
import { text, uint32 } from '../scalar-fields.ts';

/** The server is about to close: reconnect after a random time of `min` to `max` milliseconds. */
export interface Drain {
  readonly op: 'drain';
  readonly min: number;
  readonly max: number;
  readonly reason: string;
}

export const drain: FrameSpec<Drain> = {
  op: 'drain',
  code: 23,
  from: 'server',
  fields: { min: uint32, max: uint32, reason: text(512) },
};
