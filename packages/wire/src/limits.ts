/** WebSocket subprotocol, offered by clients and confirmed by servers. */
export const SUBPROTOCOL = 'rxgrad.v1.msgpack';

/** Versions of the protocol spoken by this code. */
export const VERSIONS = { min: 1, max: 1 } as const;

/** How large a message may be before anything is allocated for it. */
export interface ScanLimits {
  /** Bytes of the whole message. */
  readonly bytes: number;
  /** Nesting of arrays and maps; the frame's own array is level 1. */
  readonly depth: number;
  /** Values of all containers together; a map entry counts as two. */
  readonly elements: number;
}

/** What a server accepts from a client by default. */
export const CLIENT_SCAN: ScanLimits = { bytes: 1 << 20, depth: 8, elements: 4096 };

/** What a client accepts from a server by default: schemas and lists of runs may be long. */
export const SERVER_SCAN: ScanLimits = { bytes: 16 << 20, depth: 8, elements: 1 << 16 };

/** Default limits of the protocol; WELCOME tells those in force. */
export const LIMITS = {
  helloTimeout: 5_000,
  helloBytes: 4_096,
  frameBytes: 1 << 20,
  partBytes: 256 * 1024,
  samplesPerFrame: 256,
  samplesInFlight: 16_384,
  subscriptions: 64,
  heartbeat: 15_000,
  hashEvery: 64,
  ringDeltas: 256,
  ringBytes: 8 << 20,
  ringMilliseconds: 60_000,
  metricsMilliseconds: 50,
  name: 128,
} as const;

/** Rates in Hz at which a server ticks its tiers; a subscriber gets the fastest one within its `maxHz`. */
export const RATES = [60, 20, 5, 1] as const;
