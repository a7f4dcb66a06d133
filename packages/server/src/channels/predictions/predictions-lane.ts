import type { Lane, Outbound } from '../../session/outbound.ts';
import { DropCount } from '../drop-count.ts';

/** One socket's latest predictions: where there is no room for them, newer ones will do. */
export class PredictionsLane implements Lane {
  readonly #outbound: Outbound;
  readonly #dropped: DropCount;

  constructor(stream: number, outbound: Outbound) {
    this.#outbound = outbound;
    this.#dropped = new DropCount(stream, outbound);
  }

  deliver(frame: Uint8Array): void {
    if (!this.#outbound.room) return this.#dropped.add(1);
    this.#dropped.tell();
    this.#outbound.send(frame);
  }

  /** The run goes on from other weights: a frame that must arrive. */
  restart(reset: Uint8Array): void {
    this.#outbound.send(reset);
  }

  pump(): void {}
}
