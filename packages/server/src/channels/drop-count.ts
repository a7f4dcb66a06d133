import { encode } from '@rxgrad/wire';
import type { Outbound } from '../session/outbound.ts';

/** Frames of one stream that one reader was too slow for; it is told how many before what comes next. */
export class DropCount {
  readonly #stream: number;
  readonly #outbound: Outbound;
  #untold = 0;

  constructor(stream: number, outbound: Outbound) {
    this.#stream = stream;
    this.#outbound = outbound;
  }

  add(frames: number): void {
    this.#untold += frames;
    this.#outbound.dropped += frames;
  }

  tell(): void {
    if (this.#untold === 0) return;
    this.#outbound.send(encode({ op: 'dropped', stream: this.#stream, frames: this.#untold }));
    this.#untold = 0;
  }
}
