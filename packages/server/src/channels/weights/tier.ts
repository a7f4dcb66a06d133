import type { Clock, Run } from '@rxgrad/stream';
import {
  type EncodingName,
  LIMITS,
  type Position,
  type Reset,
  type Subscribe,
  TierEncoder,
  encode,
} from '@rxgrad/wire';
import { every } from '../../every.ts';
import type { Session } from '../../session/session.ts';
import { Audience } from '../audience.ts';
import type { Subscription } from '../channel.ts';
import { LosslessLane, sizeOf } from '../lossless-lane.ts';
import { type Selection, selection } from './selection.ts';
import { WeightsLane, type WeightsSource } from './weights-lane.ts';

/** For who comes back to a stream of every version: more deltas than the few of a clocked one. */
const LOSSLESS_RING = {
  deltas: 4_096,
  bytes: LIMITS.ringBytes,
  milliseconds: LIMITS.ringMilliseconds,
};

/** Frame headers and the like, beside the weights: so many bytes, and so much of each. */
const OVERHEAD = 1_024;
const SURCHARGE = 1.02;

/** What a tier is made for. */
export interface TierSettings {
  readonly run: Run;
  /** Asks for what the tier is about: which tensors, with state or without. */
  readonly about: Subscribe;
  readonly stream: number;
  readonly epoch: number;
  /** How often it looks at the weights; 0 for every version there is. */
  readonly hz: number;
  readonly encoding: EncodingName;
  readonly clock: Clock;
  /** Bytes that may wait for a reader of every version. */
  readonly maxBacklog: number;
  /** Looks whether the run is in another history by now, and if so starts over. */
  readonly setBack: () => boolean;
  /** What there is to code is laid out in another way by now. */
  readonly onChange: () => void;
  /** Nobody has listened for as long as a client may take to come back. */
  readonly onForgotten: () => void;
}

/**
 * All subscribers of a run's weights at one rate in one encoding. It looks at the weights on its
 * own clock (or at each update, for those who want every version), codes what is new once, and
 * hands the same bytes to everybody; while nobody listens it does nothing.
 */
export class Tier implements WeightsSource {
  readonly stream: number;
  readonly #settings: TierSettings;
  readonly #audience = new Audience<WeightsLane | LosslessLane>();
  #selection: Selection;
  #encoder: TierEncoder;
  #stopBeat: (() => void) | undefined;
  #stopForgetting: (() => void) | undefined;

  constructor(settings: TierSettings) {
    this.#settings = settings;
    this.stream = settings.stream;
    this.#selection = selection(settings.run, settings.about);
    this.#encoder = this.#encoderOf(settings.epoch);
  }

  get snapshotBytes(): number {
    return this.#encoder.shadow.byteLength * SURCHARGE + OVERHEAD;
  }

  /** Bytes of the largest frame there may be. */
  get frameBytes(): number {
    return Math.min(LIMITS.partBytes, this.snapshotBytes);
  }

  snapshot(): readonly Uint8Array[] {
    return this.#encoder.snapshot();
  }

  /** One more subscriber, from where it left off if that is still known. */
  open(session: Session, { from, credit }: Subscribe, begin: () => void): Subscription {
    if (this.#audience.size === 0) this.#wake(from !== undefined);
    const { stream, epoch, version, encoding } = this.#encoder;
    const missed = this.#missed(from);
    const lane = this.#audience.enter(session, () => this.#lane(session, credit));
    const recovered = missed !== undefined;
    return {
      terms: { stream, epoch, version, recovered, encoding, hz: this.#settings.hz },
      start: () => {
        if (missed !== undefined) {
          // Who takes every version must not be cut for what it comes back to.
          if (lane instanceof LosslessLane) lane.begin(missed);
          else lane.deliver(missed);
          return;
        }
        begin();
        lane.begin(this.snapshot());
      },
      ...(lane instanceof LosslessLane && { grant: (bytes: number) => lane.grant(bytes) }),
      close: () => this.#leave(session),
    };
  }

  /** Everybody starts over with the weights as they are now; `also` comes before them. */
  reset(epoch: number, reason: Reset['reason'], also: readonly Uint8Array[]): void {
    this.#selection = selection(this.#settings.run, this.#settings.about);
    this.#encoder = this.#encoderOf(epoch);
    const reset = encode({ op: 'reset', stream: this.stream, epoch, reason });
    const first = [reset, ...also, ...this.snapshot()];
    this.#audience.forEach((lane) => {
      lane.begin(first);
      // SCHEMA is of no stream: nobody grants anything for it.
      if (lane instanceof LosslessLane) lane.grant(sizeOf(also));
    });
  }

  /** Ends what runs by itself. */
  close(): void {
    this.#stopBeat?.();
    this.#stopForgetting?.();
  }

  #lane(session: Session, credit: number | undefined): WeightsLane | LosslessLane {
    const { hz, maxBacklog } = this.#settings;
    if (hz > 0) return new WeightsLane(this, session.outbound);
    return new LosslessLane(session.outbound, { most: maxBacklog, credit });
  }

  #encoderOf(epoch: number): TierEncoder {
    const { run, encoding } = this.#settings;
    const { words } = this.#selection;
    const weights = this.#selection.read() ?? new Float32Array(0);
    const { version } = run.model;
    const { stream } = this;
    const ring = this.#settings.hz === 0 ? { ring: LOSSLESS_RING } : {};
    return new TierEncoder({ stream, epoch, encoding, weights, words, version, ...ring });
  }

  #missed(from: Position | undefined): readonly Uint8Array[] | undefined {
    if (from === undefined || from.stream !== this.stream) return undefined;
    const missed = this.#encoder.resume(from.epoch, from.sequence, this.#settings.clock.now());
    const bytes = missed?.reduce((sum, frame) => sum + frame.byteLength, 0) ?? 0;
    return this.#settings.hz === 0 || bytes <= this.snapshotBytes ? missed : undefined;
  }

  #wake(resuming: boolean): void {
    this.#stopForgetting?.();
    if (this.#settings.hz === 0) return this.#follow();
    // What happened while nobody listened is one delta for who resumes, and nothing to a newcomer.
    if (resuming) this.#code();
    else this.#rebase();
    this.#stopBeat = every(this.#settings.clock, 1_000 / this.#settings.hz, () => this.#tick());
  }

  /** Looks at each update: also for who may be back in a moment, so that it misses none. */
  #follow(): void {
    if (this.#stopBeat !== undefined) return;
    this.#rebase();
    const next = (): void => this.#tick();
    const watch = this.#settings.run.update$.subscribe({ next, error: () => {} });
    this.#stopBeat = () => watch.unsubscribe();
  }

  #rebase(): void {
    const weights = this.#settings.setBack() ? undefined : this.#read();
    if (weights !== undefined) this.#encoder.rebase(weights, this.#settings.run.model.version);
  }

  #leave(session: Session): void {
    this.#audience.leave(session);
    if (this.#audience.size > 0) return;
    const { clock, onForgotten, hz } = this.#settings;
    if (hz > 0) this.#stopBeat?.();
    this.#stopForgetting = clock.after(LIMITS.ringMilliseconds, () => {
      this.#stopBeat?.();
      onForgotten();
    });
  }

  #tick(): void {
    const frames = this.#code();
    if (frames.length > 0) this.#audience.forEach((lane) => lane.deliver(frames));
  }

  #code(): readonly Uint8Array[] {
    const { run, clock, setBack } = this.#settings;
    if (setBack()) return [];
    const { version } = run.model;
    const { encoding } = this.#encoder;
    // Other encodings go on refining what clients have, also while the weights rest; state may move, too.
    const rests = version === this.#encoder.version && encoding === 'f32';
    if (rests && this.#settings.about.state !== true) return [];
    const weights = this.#read();
    return weights === undefined ? [] : this.#encoder.tick(weights, version, clock.now());
  }

  /** The vector as it is now; nothing if everybody has just started over with another one. */
  #read(): Float32Array | undefined {
    const weights = this.#selection.read();
    if (weights === undefined) this.#settings.onChange();
    return weights;
  }
}
