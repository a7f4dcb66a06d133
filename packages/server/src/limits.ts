import { LIMITS } from '@rxgrad/wire';
import { ServeOptionError } from './errors.ts';

/** What a server allows, each with its default; times in ms, sizes in bytes. */
export interface Limits {
  /** Connections in all. */
  readonly maxConnections: number;
  /** Connections from one address. */
  readonly maxConnectionsPerAddress: number;
  /** How long a client may take to say HELLO. */
  readonly helloTimeout: number;
  /** Size of the first frame. */
  readonly maxHello: number;
  /** Size of any later frame. */
  readonly maxFrame: number;
  /** Silence after which a PING is sent; after three times as much the connection is given up. */
  readonly heartbeat: number;
  /** Frames a second that a client may send in the long run; samples have their own flow control. */
  readonly frameRate: number;
  /** Frames that a client may send at once. */
  readonly frameBurst: number;
  /** How long a client may exceed its rate, held back all the while, before it is cut with 4429. */
  readonly maxFlood: number;
  /** Sample frames that a client may have under way before its socket is paused; resumed at half. */
  readonly maxQueuedFrames: number;
  /** The same, in bytes. */
  readonly maxQueuedBytes: number;
  /** Unsent bytes of a socket from which on it gets the latest only. */
  readonly softMark: number;
  /** Unsent bytes of a socket at which it is cut with 4430. */
  readonly hardMark: number;
  /** How long a socket may stay over the soft mark before it is cut with 4430. */
  readonly maxSlow: number;
  /** Unsent bytes over all sockets; the slowest are cut. */
  readonly maxOutbound: number;
  /** Bytes that may wait for a reader of mode `all` before its socket is cut with 4430. */
  readonly maxBacklog: number;
  /** Subscriptions of one connection. */
  readonly maxSubscriptions: number;
  /** Samples in one frame. */
  readonly maxSamples: number;
  /** Samples of one feed that a client may send ahead of their results; told, not enforced: the inbox is. */
  readonly maxSamplesInFlight: number;
  /** How long a request's body may take over HTTP; one of samples, how long it may be silent. */
  readonly bodyTimeout: number;
  /** How long samples over HTTP wait for room in the inbox before they are throttled. */
  readonly inboxPatience: number;
  /** How long clients may take to leave when the server closes. */
  readonly closeGrace: number;
}

const KiB = 1_024;
const MiB = 1_024 * KiB;

/**
 * The limits unless told.
 *
 * @example
 * ```ts
 * import { DEFAULT_LIMITS } from 'rxgrad/server';
 *
 * DEFAULT_LIMITS.helloTimeout; // → 5000
 * ```
 */
export const DEFAULT_LIMITS: Limits = {
  maxConnections: 10_000,
  maxConnectionsPerAddress: 1_000,
  helloTimeout: LIMITS.helloTimeout,
  maxHello: LIMITS.helloBytes,
  maxFrame: LIMITS.frameBytes,
  heartbeat: LIMITS.heartbeat,
  frameRate: 2_000,
  frameBurst: 4_000,
  maxFlood: 10_000,
  maxQueuedFrames: 64,
  maxQueuedBytes: 4 * MiB,
  softMark: 256 * KiB,
  hardMark: MiB,
  maxSlow: 10_000,
  maxOutbound: 256 * MiB,
  maxBacklog: 8 * MiB,
  maxSubscriptions: LIMITS.subscriptions,
  maxSamples: LIMITS.samplesPerFrame,
  maxSamplesInFlight: LIMITS.samplesInFlight,
  bodyTimeout: 30_000,
  inboxPatience: 5_000,
  closeGrace: 400,
};

/** The limits, with what was told in place of the defaults; throws on what is not a positive number. */
export function limitsOf(told: Partial<Limits>): Limits {
  const limits = { ...DEFAULT_LIMITS };
  for (const key of Object.keys(DEFAULT_LIMITS) as (keyof Limits)[]) {
    const value = told[key];
    if (value === undefined) continue;
    if (!(value > 0)) throw new ServeOptionError(key, value, 'a positive number');
    (limits as Record<keyof Limits, number>)[key] = value;
  }
  return limits;
}
