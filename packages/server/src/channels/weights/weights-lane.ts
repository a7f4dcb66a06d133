import type { Lane, Outbound } from '../../session/outbound.ts';
import { DropCount } from '../drop-count.ts';

/** Whose frames a lane sends. */
export interface WeightsSource {
  readonly stream: number;
  /** Frames that bring a reader up to date, whatever it had. */
  snapshot(): readonly Uint8Array[];
  /** About how many bytes those are. */
  readonly snapshotBytes: number;
}

/**
 * One socket's weights. What waits is references to bytes that all subscribers share. A reader for
 * which more deltas wait than a snapshot weighs skips them: it gets the latest weights instead, as
 * soon as it has taken what is on its way.
 */
export class WeightsLane implements Lane {
  readonly #source: WeightsSource;
  readonly #outbound: Outbound;
  readonly #dropped: DropCount;
  #queue: Uint8Array[] = [];
  /** How many frames at the head of the queue are of a snapshot: those are always finished. */
  #snapshotFrames = 0;
  #deltaBytes = 0;
  #behind = false;

  constructor(source: WeightsSource, outbound: Outbound) {
    this.#source = source;
    this.#outbound = outbound;
    this.#dropped = new DropCount(source.stream, outbound);
  }

  /** Starts over with a snapshot, whatever was on its way: nobody needs what was before. */
  begin(frames: readonly Uint8Array[]): void {
    this.#replace(frames);
    this.pump();
  }

  /** Takes the frames of a delta, encoded once for all. */
  deliver(frames: readonly Uint8Array[]): void {
    if (this.#behind) return this.#dropped.add(frames.length);
    const idle = this.#queue.length === 0;
    const [frame] = frames;
    if (idle && frames.length === 1 && frame !== undefined && this.#outbound.room) {
      return this.#outbound.send(frame);
    }
    for (const frame of frames) {
      this.#queue.push(frame);
      this.#deltaBytes += frame.byteLength;
    }
    if (idle) this.pump();
    if (this.#deltaBytes > this.#source.snapshotBytes && !this.#outbound.room) this.#conflate();
  }

  /** Sends what waits while there is room. */
  pump(): void {
    for (;;) {
      let sent = 0;
      for (const frame of this.#queue) {
        if (!this.#outbound.room) break;
        this.#outbound.send(frame);
        if (sent >= this.#snapshotFrames) this.#deltaBytes -= frame.byteLength;
        sent += 1;
      }
      this.#queue.splice(0, sent);
      this.#snapshotFrames = Math.max(0, this.#snapshotFrames - sent);
      if (this.#queue.length > 0) return this.#outbound.whenRoom(this);
      if (!this.#behind) return;
      this.#dropped.tell();
      this.#replace(this.#source.snapshot());
    }
  }

  #replace(snapshot: readonly Uint8Array[]): void {
    this.#queue = [...snapshot];
    this.#snapshotFrames = snapshot.length;
    this.#deltaBytes = 0;
    this.#behind = false;
  }

  #conflate(): void {
    this.#dropped.add(this.#queue.length - this.#snapshotFrames);
    this.#queue.length = this.#snapshotFrames;
    this.#deltaBytes = 0;
    this.#behind = true;
    this.#outbound.whenRoom(this);
  }
}
