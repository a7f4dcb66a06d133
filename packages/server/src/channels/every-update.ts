import type { Run, Update } from '@rxgrad/stream';
import { LIMITS, type Reset, type Subscribe, encode } from '@rxgrad/wire';
import { every } from '../every.ts';
import type { Session } from '../session/session.ts';
import { Audience } from './audience.ts';
import type { Subscription } from './channel.ts';
import type { Hosted } from './hosted.ts';
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
  take(stream: number): readonly Uint8Array[];
}

/**
 * A stream with something of every update of a run, in batches and without gaps. Only while
 * somebody listens does the hub look at each update: nobody else pays for it.
 */
export class EveryUpdate {
  readonly #hosted: Hosted;
  readonly #rows: Rows;
  readonly #stream: number;
  readonly #audience = new Audience<LosslessLane>();
  #epoch: number;
  #stop: () => void = () => {};

  constructor(hosted: Hosted, rows: Rows) {
    this.#hosted = hosted;
    this.#rows = rows;
    this.#stream = hosted.nextStream();
    this.#epoch = hosted.epoch;
  }

  /** One more subscriber, from the next update on. */
  open(session: Session, { credit }: Subscribe): Subscription {
    if (this.#audience.size === 0) this.#begin();
    // Rows that wait are of before.
    else this.#tell();
    const { run, maxBacklog } = this.#hosted;
    const options = { most: maxBacklog, credit };
    const lane = this.#audience.enter(session, () => new LosslessLane(session.outbound, options));
    return {
      terms: {
        stream: this.#stream,
        epoch: this.#epoch,
        version: run.model.version,
        recovered: false,
        encoding: 'f32',
        hz: 0,
      },
      start: () => {},
      grant: (bytes) => lane.grant(bytes),
      close: () => {
        this.#audience.leave(session);
        if (this.#audience.size === 0) this.close();
      },
    };
  }

  reset(epoch: number, reason: Reset['reason']): void {
    this.#tell();
    this.#epoch = epoch;
    this.#send([encode({ op: 'reset', stream: this.#stream, epoch, reason })]);
  }

  /** Ends what runs by itself. */
  close(): void {
    this.#stop();
    this.#rows.take(this.#stream);
  }

  #begin(): void {
    const { run, clock } = this.#hosted;
    const stopBeat = every(clock, PERIOD, () => this.#tell());
    const watch = run.update$.subscribe({
      next: (update) => {
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
    this.#send(this.#rows.take(this.#stream));
  }

  #send(frames: readonly Uint8Array[]): void {
    if (frames.length > 0) this.#audience.forEach((lane) => lane.deliver(frames));
  }
}
