import { LIMITS } from '../limits.ts';

interface Entry {
  readonly sequence: number;
  readonly frames: readonly Uint8Array[];
  readonly bytes: number;
  readonly at: number;
}

/** Bounds of a ring of deltas; whichever is met first makes it forget. */
export interface RingLimits {
  readonly deltas: number;
  readonly bytes: number;
  readonly milliseconds: number;
}

const DEFAULTS: RingLimits = {
  deltas: LIMITS.ringDeltas,
  bytes: LIMITS.ringBytes,
  milliseconds: LIMITS.ringMilliseconds,
};

/** The last deltas of a stream, for clients that come back after a short absence. */
export class DeltaRing {
  private entries: Entry[] = [];
  private bytes = 0;
  private readonly limits: RingLimits;

  constructor(limits: RingLimits = DEFAULTS) {
    this.limits = limits;
  }

  push(sequence: number, frames: readonly Uint8Array[], now: number): void {
    const bytes = frames.reduce((sum, frame) => sum + frame.byteLength, 0);
    this.entries.push({ sequence, frames, bytes, at: now });
    this.bytes += bytes;
    this.forget(now);
  }

  /** Frames of all deltas after `sequence`, or undefined when some are forgotten. */
  after(sequence: number, now: number): readonly Uint8Array[] | undefined {
    this.forget(now);
    const oldest = this.entries[0]?.sequence;
    if (oldest === undefined || sequence + 1 < oldest) return undefined;
    return this.entries.slice(sequence + 1 - oldest).flatMap((entry) => entry.frames);
  }

  clear(): void {
    this.entries = [];
    this.bytes = 0;
  }

  private forget(now: number): void {
    const { deltas, bytes, milliseconds } = this.limits;
    let gone = 0;
    for (const entry of this.entries) {
      const kept = this.entries.length - gone;
      if (kept <= deltas && this.bytes <= bytes && now - entry.at <= milliseconds) break;
      this.bytes -= entry.bytes;
      gone += 1;
    }
    if (gone > 0) this.entries.splice(0, gone);
  }
}
