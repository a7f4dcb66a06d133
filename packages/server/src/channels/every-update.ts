import type { Run, Update } from '@rxgrad/stream';
import { LIMITS, type Reset, type Subscribe, encode } from '@rxgrad/wire';
import { every } from '../every.ts';
import type { Session } from '../session/session.ts';
import { Audience } from './audience.ts';
import type { Subscription } from './channel.ts';
import type { Hosted } from './hosted.ts';
import { FrameRing, type Told } from './frame-ring.ts';
import { LosslessLane } from './lossless-lane.ts';

/** Rows that travel together at most. */
const MOST = 256;
/** A look this often keeps a batch younger than the protocol allows, also when a timer is late. */
const PERIOD = LIMITS.metricsMilliseconds - 10;

/** Turns updates into rows. */
export interface Rows {
  /** Adds those of an update; answers how many wait. */
  add(update: Update, run: Run): number;
  /** Frames of all that wait, which are then forgotten. */
  take(stream: number): readonly Told[];
  /** Starts over: answers the place of the last row that there would have been. */
  begin(run: Run): number;
}

/**
 * A stream with something of every update of a run, in batches and without gaps. Only while
 * somebody listens, or may be back in a moment, does the hub look at each update: nobody else pays
 * for it.
 */
export class EveryUpdate {
  readonly #hosted: Hosted;
  readonly #rows: Rows;
  readonly #stream: number;
  readonly #audience = new Audience<LosslessLane>();
  #epoch: number;
  readonly #ring = new FrameRing();
  #stop: (() => void) | undefined;
  #stopForgetting: (() => void) | undefined;

  constructor(hosted: Hosted, rows: Rows) {
    this.#hosted = hosted;
    this.#rows = rows;
    this.#stream = hosted.nextStream();
    this.#epoch = hosted.epoch;
  }

  /** One more subscriber: from where it left off if that is still known, else from the next update on. */
  open(session: Session, { credit, from }: Subscribe): Subscription {
    this.#stopForgetting?.();
    if (this.#stop === undefined) this.#begin();
    // Rows that wait are of before.
    else this.#tell();
    const { run, maxBacklog, clock } = this.#hosted;
    const known = from?.stream === this.#stream && from.epoch === this.#epoch;
    const missed = known ? this.#ring.after(from.sequence, clock.now()) : undefined;
    const options = { most: maxBacklog, credit };
    const lane = this.#audience.enter(session, () => new LosslessLane(session.outbound, options));
    return {
      terms: {
        stream: this.#stream,
        epoch: this.#epoch,
        version: run.model.version,
        recovered: missed !== undefined,
        encoding: 'f32',
        hz: 0,
      },
      start: () => lane.begin(missed ?? []),
      grant: (bytes) => lane.grant(bytes),
      close: () => this.#leave(session),
    };
  }

  reset(epoch: number, reason: Reset['reason']): void {
    this.#tell();
    this.#epoch = epoch;
    if (this.#stop !== undefined) this.#ring.begin(this.#rows.begin(this.#hosted.run));
    this.#send([encode({ op: 'reset', stream: this.#stream, epoch, reason })]);
  }

  /** Ends what runs by itself. */
  close(): void {
    this.#stopForgetting?.();
    this.#stop?.();
    this.#stop = undefined;
    // Whoever comes now begins anew.
    this.#ring.begin(Infinity);
  }

  #leave(session: Session): void {
    this.#audience.leave(session);
    if (this.#audience.size > 0) return;
    const forget = (): void => this.close();
    this.#stopForgetting = this.#hosted.clock.after(LIMITS.ringMilliseconds, forget);
  }

  #begin(): void {
    const { run, clock } = this.#hosted;
    this.#ring.begin(this.#rows.begin(run));
    const stopBeat = every(clock, PERIOD, () => this.#tell());
    const watch = run.update$.subscribe({
      next: (update) => {
        // Of another history, it comes after RESET.
        this.#hosted.setBack();
        if (this.#rows.add(update, run) >= MOST) this.#tell();
      },
      error: () => this.#tell(),
      complete: () => this.#tell(),
    });
    this.#stop = () => {
      stopBeat();
      watch.unsubscribe();
    };
  }

  #tell(): void {
    const told = this.#rows.take(this.#stream);
    const now = this.#hosted.clock.now();
    for (const each of told) this.#ring.push(each, now);
    this.#send(told.map(({ bytes }) => bytes));
  }

  #send(frames: readonly Uint8Array[]): void {
    if (frames.length > 0) this.#audience.forEach((lane) => lane.deliver(frames));
  }
}
