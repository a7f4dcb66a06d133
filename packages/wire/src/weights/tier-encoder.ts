import { encode } from '../codec.ts';
import type { Reset } from '../frames/reset.ts';
import { LIMITS } from '../limits.ts';
import { moved, type Change } from './change.ts';
import { DeltaRing, type RingLimits } from './delta-ring.ts';
import { encodings, type EncodingName } from './encodings.ts';
import { dense } from './f32-encoding.ts';
import { xxh32 } from './xxh32.ts';

/** What a tier is made for. */
export interface TierOptions {
  /** Number that marks the tier's frames, as told in SUBSCRIBED. */
  readonly stream: number;
  readonly epoch: number;
  /** Weights to start from; copied. */
  readonly weights: Float32Array;
  readonly version: number;
  readonly encoding?: EncodingName;
  /** So many values at the end of `weights` are words of state: bits that are always exact. */
  readonly words?: number;
  /** What to keep for clients that resume. */
  readonly ring?: RingLimits;
}

/**
 * The server's side of one stream of weights: knows what its clients have, and codes what is new
 * once for all of them. Knows no socket and no clock.
 *
 * @example
 * ```ts
 * import { TierEncoder, WeightsDecoder, decode } from '@rxgrad/wire';
 *
 * const tier = new TierEncoder({ stream: 1, epoch: 1, weights: new Float32Array(3), version: 0 });
 * const mirror = new WeightsDecoder(3);
 * for (const frame of tier.snapshot()) mirror.apply(decode(frame));
 * for (const frame of tier.tick(Float32Array.of(0.6, 0, 0.1), 1)) mirror.apply(decode(frame));
 * [...mirror.values]; // → [0.6, 0, 0.1]
 * ```
 */
export class TierEncoder {
  readonly stream: number;
  readonly encoding: EncodingName;
  /** What every client that is up to date has. */
  readonly shadow: Float32Array;
  /** Index of the first word of state. */
  private readonly end: number;
  private readonly ring: DeltaRing;
  private cached: readonly Uint8Array[] | undefined;
  private _epoch: number;
  private _version: number;
  private _sequence = 0;

  constructor(options: TierOptions) {
    this.stream = options.stream;
    this.encoding = options.encoding ?? 'f32';
    // Not `from`, which goes number by number: words of state may be NaNs of any kind.
    this.shadow = options.weights.slice();
    this.end = options.weights.length - (options.words ?? 0);
    this.ring = new DeltaRing(options.ring);
    this._epoch = options.epoch;
    this._version = options.version;
  }

  get epoch(): number {
    return this._epoch;
  }

  /** Version of the weights that the last tick coded. */
  get version(): number {
    return this._version;
  }

  /** Number of the last delta. */
  get sequence(): number {
    return this._sequence;
  }

  /**
   * Codes what leads to `weights`: the frames of one delta, the same bytes for every subscriber;
   * none when clients have these weights and this version.
   *
   * @param now milliseconds of any clock, for the age of what is kept for resuming
   */
  tick(weights: Float32Array, version: number, now = 0): readonly Uint8Array[] {
    const coded = this.code(weights);
    if (coded.length === 0 && version === this._version) return [];
    const changes = coded.length > 0 ? coded : [NOTHING];
    this._sequence += 1;
    const frames = changes.map((change, part) =>
      this.deltaPart(change, part, changes.length, version),
    );
    this._version = version;
    this.cached = undefined;
    this.ring.push(this._sequence, frames, now);
    return frames;
  }

  /**
   * Frames of a snapshot of what clients have, in parts; coded once between two ticks. Always exact
   * f32, whatever the tier's encoding: who joins must have the very bits the others have.
   */
  snapshot(): readonly Uint8Array[] {
    this.cached ??= this.snapshotParts();
    return this.cached;
  }

  /** Frames of the deltas a client has missed since `sequence`, or undefined: send a snapshot. */
  resume(epoch: number, sequence: number, now = 0): readonly Uint8Array[] | undefined {
    if (epoch !== this._epoch || sequence > this._sequence) return undefined;
    return sequence === this._sequence ? [] : this.ring.after(sequence, now);
  }

  /** Starts a new epoch from other weights; send the RESET to all, then `snapshot()`. */
  reset(
    epoch: number,
    reason: Reset['reason'],
    weights: Float32Array,
    version: number,
  ): Uint8Array {
    this._epoch = epoch;
    this.rebase(weights, version);
    return encode({ op: 'reset', stream: this.stream, epoch, reason });
  }

  /** Takes weights over without a delta, when nobody listens: whoever joins gets a snapshot. */
  rebase(weights: Float32Array, version: number): void {
    this.shadow.set(weights);
    this._version = version;
    this._sequence += 1;
    this.cached = undefined;
    this.ring.clear();
  }

  private code(weights: Float32Array): readonly Change[] {
    const { shadow, end } = this;
    if (end === shadow.length) return encodings[this.encoding].encode(shadow, weights);
    const state = encodings.f32.encode(shadow.subarray(end), weights.subarray(end));
    return [
      ...encodings[this.encoding].encode(shadow.subarray(0, end), weights.subarray(0, end)),
      ...state.map((change) => moved(change, end)),
    ];
  }

  private deltaPart(change: Change, part: number, parts: number, version: number): Uint8Array {
    const verified = part === parts - 1 && this._sequence % LIMITS.hashEvery === 0;
    return encode({
      op: 'delta',
      stream: this.stream,
      sequence: this._sequence,
      base: this._version,
      version,
      part,
      parts,
      // Weights that are not finite are coded in f32, which has no scales.
      encoding: change.scales === undefined ? 'f32' : this.encoding,
      ...change,
      ...(verified ? { hash: xxh32(this.shadow) } : {}),
    });
  }

  private snapshotParts(): Uint8Array[] {
    const hash = xxh32(this.shadow);
    const changes = dense(this.shadow, 0, this.shadow.length);
    if (changes.length === 0) changes.push(NOTHING);
    return changes.map((change, part) =>
      encode({
        op: 'snapshot',
        stream: this.stream,
        epoch: this._epoch,
        sequence: this._sequence,
        version: this._version,
        part,
        parts: changes.length,
        encoding: 'f32',
        ...change,
        hash,
      }),
    );
  }
}

/** A change of no weight, for a version that changed nothing. */
const NOTHING: Change = { first: 0, data: new Uint8Array(0) };
