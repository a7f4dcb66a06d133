import type { Lane, Outbound } from '../session/outbound.ts';

/** What a lossless reader is allowed. */
export interface LosslessOptions {
  /** Bytes that may wait for it; beyond, its socket is cut with 4430. */
  readonly most: number;
  /** Bytes it takes before it grants more; undefined where it leaves that to TCP. */
  readonly credit: number | undefined;
}

/**
 * One socket's frames of a stream that leaves nothing out: they wait for room and for the reader's
 * credit, and a reader for which too many wait is cut.
 */
export class LosslessLane implements Lane {
  readonly #outbound: Outbound;
  readonly #most: number;
  /** Bytes that may wait at the moment. */
  #allowed: number;
  #credit: number;
  readonly #queue: Uint8Array[] = [];
  /** How many frames at the head of the queue have been sent. */
  #sent = 0;
  #waiting = 0;

  constructor(outbound: Outbound, { most, credit }: LosslessOptions) {
    this.#outbound = outbound;
    this.#most = most;
    this.#allowed = most;
    this.#credit = credit ?? Infinity;
  }

  /** What the reader starts with, or starts over with; not held against it, however much it is, once. */
  begin(frames: readonly Uint8Array[]): void {
    this.#allowed = this.#most + sizeOf(frames);
    this.deliver(frames);
  }

  deliver(frames: readonly Uint8Array[]): void {
    const left = this.#queue.length === 0 ? this.#sendNow(frames) : frames;
    this.#add(left);
    this.pump();
    if (this.#waiting > this.#allowed) {
      this.#outbound.cut(`${this.#waiting} bytes of a stream without gaps wait to be read`);
    }
  }

  /** The reader takes so many bytes more. */
  grant(bytes: number): void {
    this.#credit += bytes;
    this.pump();
  }

  pump(): void {
    while (this.#sent < this.#queue.length && this.#credit > 0) {
      if (!this.#outbound.room) {
        this.#outbound.whenRoom(this);
        break;
      }
      const frame = this.#queue[this.#sent] as Uint8Array;
      this.#send(frame);
      this.#sent += 1;
      this.#waiting -= frame.byteLength;
      this.#credit -= frame.byteLength;
    }
    this.#forgetSent();
  }

  /** A reader that is always a little behind must not make us keep all that it has read. */
  #forgetSent(): void {
    if (this.#sent > 0 && 2 * this.#sent >= this.#queue.length) {
      this.#queue.splice(0, this.#sent);
      this.#sent = 0;
    }
    if (this.#queue.length === 0) this.#allowed = this.#most;
  }

  /** Most readers wait for nothing: theirs are never queued. Answers what is left. */
  #sendNow(frames: readonly Uint8Array[]): readonly Uint8Array[] {
    let sent = 0;
    for (const frame of frames) {
      if (this.#credit <= 0 || !this.#outbound.room) return frames.slice(sent);
      this.#send(frame);
      this.#credit -= frame.byteLength;
      sent += 1;
    }
    return [];
  }

  #send(frame: Uint8Array): void {
    if (frame.byteLength <= this.#outbound.maxFrame) return this.#outbound.send(frame);
    return this.#outbound.cut(`a frame of ${frame.byteLength} bytes is more than the reader takes`);
  }

  #add(frames: readonly Uint8Array[]): void {
    for (const frame of frames) this.#queue.push(frame);
    this.#waiting += sizeOf(frames);
  }
}

/** Bytes of all frames together. */
export function sizeOf(frames: readonly Uint8Array[]): number {
  return frames.reduce((sum, frame) => sum + frame.byteLength, 0);
}
