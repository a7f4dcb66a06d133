import { LIMITS } from '@rxgrad/wire';

/** A frame of rows, and the place of its last one. */
export interface Told {
  readonly bytes: Uint8Array;
  readonly end: number;
}

interface Kept extends Told {
  readonly at: number;
}

/** The last frames of a stream of rows, for readers that come back after a short absence. */
export class FrameRing {
  #kept: Kept[] = [];
  #bytes = 0;
  /** The last place of which nothing is kept. */
  #lost = 0;

  /** Starts over behind a place. */
  begin(place: number): void {
    this.#kept = [];
    this.#bytes = 0;
    this.#lost = place;
  }

  push(told: Told, now: number): void {
    this.#kept.push({ ...told, at: now });
    this.#bytes += told.bytes.byteLength;
    this.#forget(now);
  }

  /** Frames with all rows behind a place (and perhaps some before it), or undefined when some are forgotten. */
  after(place: number, now: number): readonly Uint8Array[] | undefined {
    this.#forget(now);
    if (place < this.#lost) return undefined;
    return this.#kept.filter(({ end }) => end > place).map(({ bytes }) => bytes);
  }

  #forget(now: number): void {
    let gone = 0;
    for (const { bytes, end, at } of this.#kept) {
      if (this.#bytes <= LIMITS.ringBytes && now - at <= LIMITS.ringMilliseconds) break;
      this.#bytes -= bytes.byteLength;
      this.#lost = end;
      gone += 1;
    }
    if (gone > 0) this.#kept.splice(0, gone);
  }
}
