import type { FrameSpec } from '../frame-spec.ts';
import { LIMITS } from '../limits.ts';
import { record } from '../nested-fields.ts';
import { text, uint, uint32 } from '../scalar-fields.ts';
import { runList, type RunInfo } from './run-info.ts';

/** Limits a server holds a client to. */
export interface SessionLimits {
  /** Largest message in bytes the server takes. */
  readonly frameBytes: number;
  readonly samplesPerFrame: number;
  /** Samples of one feed sent but not yet answered. */
  readonly samplesInFlight: number;
  readonly subscriptions: number;
}

/** Answer to HELLO: the session is open. */
export interface Welcome {
  readonly op: 'welcome';
  /** Version of the protocol both speak from here on. */
  readonly version: number;
  readonly session: string;
  /** Identity of this server's process; another number means that it has started anew. */
  readonly epoch: number;
  readonly role: string;
  readonly limits: SessionLimits;
  /** Milliseconds without traffic after which a peer sends PING; silent for three of them is dead. */
  readonly heartbeat: number;
  readonly runs: readonly RunInfo[];
}

export const welcome: FrameSpec<Welcome> = {
  op: 'welcome',
  code: 2,
  from: 'server',
  fields: {
    version: uint(255),
    session: text(LIMITS.name),
    epoch: uint(),
    role: text(32),
    limits: record<SessionLimits>({
      frameBytes: uint32,
      samplesPerFrame: uint32,
      samplesInFlight: uint32,
      subscriptions: uint32,
    }),
    heartbeat: uint32,
    runs: runList,
  },
};
