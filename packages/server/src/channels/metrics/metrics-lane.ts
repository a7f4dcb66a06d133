import type { Lane, Outbound } from '../../session/outbound.ts';
import { DropCount } from '../drop-count.ts';
import type { History } from './history.ts';
import { framesOf } from './rows.ts';

/** What a lane reads from. */
export interface MetricsSource {
  readonly stream: number;
  readonly names: readonly string[];
  readonly history: History;
}

/** One socket's metrics: it gets each batch as all do; one that fell behind gets what it missed at once. */
export class MetricsLane implements Lane {
  readonly #source: MetricsSource;
  readonly #outbound: Outbound;
  readonly #dropped: DropCount;
  /** Last step that was sent. */
  #sent = -1;
  #behind = true;

  constructor(source: MetricsSource, outbound: Outbound) {
    this.#source = source;
    this.#outbound = outbound;
    this.#dropped = new DropCount(source.stream, outbound);
  }

  /** Takes the batch that ends at `step`, encoded once for all. */
  deliver(bytes: Uint8Array, step: number): void {
    if (this.#behind || !this.#outbound.room) {
      this.#dropped.add(1);
      return this.#wait();
    }
    this.#outbound.send(bytes);
    this.#sent = step;
  }

  /** Starts over: tells so, then the past as it is now. */
  restart(reset: Uint8Array): void {
    this.#outbound.send(reset);
    this.begin();
  }

  /** Tells the past, again when one more subscription shares the lane: whoever knows it knows its steps. */
  begin(): void {
    this.#sent = -1;
    this.#behind = true;
    this.pump();
  }

  /** Sends all that the reader has not seen yet. */
  pump(): void {
    if (!this.#behind) return;
    if (!this.#outbound.room) return this.#wait();
    this.#dropped.tell();
    const { stream, names, history } = this.#source;
    const { rows, merged } = history.since(this.#sent);
    for (const { bytes, end } of framesOf(stream, names, rows, merged)) {
      // With many figures the past is more than a socket may hold.
      if (!this.#outbound.room) return this.#wait();
      this.#outbound.sendOnce(bytes);
      this.#sent = end;
    }
    this.#behind = false;
  }

  #wait(): void {
    this.#behind = true;
    this.#outbound.whenRoom(this);
  }
}
