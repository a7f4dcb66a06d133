import type { FrameSpec } from '../frame-spec.ts';
import { uint32 } from '../scalar-fields.ts';

/** Answer to PING. */
export interface Pong {
  readonly op: 'pong';
  readonly nonce: number;
}

export const pong: FrameSpec<Pong> = {
  op: 'pong',
  code: 22,
  from: 'both',
  fields: { nonce: uint32 },
};
