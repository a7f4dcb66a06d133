import type { Clock, Run } from '@rxgrad/stream';
import { type EncodingName, LIMITS, type Position, type Reset, TierEncoder } from '@rxgrad/wire';
import { every } from '../../every.ts';
import type { Session } from '../../session/session.ts';
import { Audience } from '../audience.ts';
import type { Subscription } from '../channel.ts';
import type { ReadWeights } from './selection.ts';
import { WeightsLane, type WeightsSource } from './weights-lane.ts';

/** Frame headers and the like, beside the weights: so many bytes, and so much of each. */
const OVERHEAD = 1_024;
const SURCHARGE = 1.02;

/** What a tier is made for. */
export interface TierSettings {
  readonly run: Run;
  readonly read: ReadWeights;
  readonly stream: number;
  readonly epoch: number;
  readonly hz: number;
  readonly encoding: EncodingName;
  readonly clock: Clock;
  /** The weights have gone back to an earlier version. */
  readonly onSetBack: () => void;
  /** Nobody has listened for as long as a client may take to come back. */
  readonly onForgotten: () => void;
}

/**
 * All subscribers of a run's weights at one rate in one encoding. It looks at the weights on its
 * own clock, codes what is new once, and hands the same bytes to everybody; while nobody listens
 * it does nothing.
 */
export class Tier implements WeightsSource {
  readonly #settings: TierSettings;
  readonly #encoder: TierEncoder;
  readonly #audience = new Audience<WeightsLane>();
  /** Stops the beat while there are subscribers, forgetting while there are none. */
  #callOff: (() => void) | undefined;

  constructor(settings: TierSettings) {
    const { run, read, stream, epoch, encoding } = settings;
    const { version } = run.model;
    this.#settings = settings;
    this.#encoder = new TierEncoder({ stream, epoch, encoding, weights: read(), version });
  }

  get snapshotBytes(): number {
    return this.#encoder.shadow.byteLength * SURCHARGE + OVERHEAD;
  }

  snapshot(): readonly Uint8Array[] {
    return this.#encoder.snapshot();
  }

  /** One more subscriber, from where it left off if that is still known. */
  open(session: Session, from: Position | undefined, begin: () => void): Subscription {
    if (this.#audience.size === 0) this.#wake(from !== undefined);
    const { stream, epoch, version, encoding } = this.#encoder;
    const missed = this.#missed(from);
    const lane = this.#audience.enter(session, () => new WeightsLane(this, session.outbound));
    const recovered = missed !== undefined;
    return {
      terms: { stream, epoch, version, recovered, encoding, hz: this.#settings.hz },
      start: () => {
        if (missed !== undefined) return lane.resume(missed);
        begin();
        lane.restart();
      },
      close: () => this.#leave(session),
    };
  }

  /** Everybody starts over with the weights as they are now; `also` comes before them. */
  reset(epoch: number, reason: Reset['reason'], also: readonly Uint8Array[]): void {
    const { run, read } = this.#settings;
    const reset = this.#encoder.reset(epoch, reason, read(), run.model.version);
    this.#audience.forEach((lane) => lane.reset([reset, ...also]));
  }

  /** Ends what runs by itself. */
  close(): void {
    this.#callOff?.();
  }

  #missed(from: Position | undefined): readonly Uint8Array[] | undefined {
    if (from === undefined || from.stream !== this.#encoder.stream) return undefined;
    const missed = this.#encoder.resume(from.epoch, from.sequence, this.#settings.clock.now());
    const bytes = missed?.reduce((sum, frame) => sum + frame.byteLength, 0) ?? 0;
    return bytes <= this.snapshotBytes ? missed : undefined;
  }

  /** What happened while nobody listened is one delta for who resumes, and nothing to a newcomer. */
  #wake(resuming: boolean): void {
    const { run, read, clock, hz } = this.#settings;
    this.#callOff?.();
    if (run.model.version < this.#encoder.version) this.#settings.onSetBack();
    if (resuming) this.#code();
    else this.#encoder.rebase(read(), run.model.version);
    this.#callOff = every(clock, 1_000 / hz, () => this.#tick());
  }

  #leave(session: Session): void {
    this.#audience.leave(session);
    if (this.#audience.size > 0) return;
    this.#callOff?.();
    const { clock, onForgotten } = this.#settings;
    this.#callOff = clock.after(LIMITS.ringMilliseconds, onForgotten);
  }

  #tick(): void {
    const frames = this.#code();
    if (frames.length > 0) this.#audience.forEach((lane) => lane.deliver(frames));
  }

  #code(): readonly Uint8Array[] {
    const { run, read, clock } = this.#settings;
    const { version } = run.model;
    if (version < this.#encoder.version) {
      this.#settings.onSetBack();
      return [];
    }
    // Other encodings go on refining what clients have, also while the weights rest.
    if (version === this.#encoder.version && this.#encoder.encoding === 'f32') return [];
    return this.#encoder.tick(read(), version, clock.now());
  }
}
