import type { FrameSpec } from '../frame-spec.ts';
import { uint32 } from '../scalar-fields.ts';

/** Asks for a PONG with the same nonce: browsers cannot send a WebSocket's own pings. */
export interface Ping {
  readonly op: 'ping';
  readonly nonce: number;
}

export const ping: FrameSpec<Ping> = {
  op: 'ping',
  code: 21,
  from: 'both',
  fields: { nonce: uint32 },
};
