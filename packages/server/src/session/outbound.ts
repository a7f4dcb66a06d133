import type { Clock } from '@rxgrad/stream';
import { CLOSE } from '@rxgrad/wire';
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { Limits } from '../limits.ts';
import type { Counts } from '../observe/counts.ts';
import { gather } from './gather.ts';
import { writeMessage, writeOnce } from './write-message.ts';

/** Something that sends more than a socket may take at once, and waits for room. */
export interface Lane {
  /** There is room again: sends while there is, and waits anew if that was not all. */
  pump(): void;
}

/** Ends the session, telling why. */
export type Close = (code: number, reason: string) => void;

/**
 * What leaves through one socket. Over the soft mark, lanes wait for the socket to drain (and
 * conflate meanwhile); frames that must arrive go out until the hard mark. A reader that is beyond
 * it, or over the soft mark for too long, is cut: the hub neither waits for it nor grows with it.
 */
export class Outbound {
  readonly #socket: WebSocket;
  readonly #wire: Socket;
  readonly #clock: Clock;
  readonly #limits: Limits;
  readonly #counts: Pick<Counts, 'framesOut' | 'bytesOut'>;
  readonly #close: Close;
  readonly #waiting = new Set<Lane>();
  #slowSince: number | undefined;
  /** Frames that were left out because newer ones were about to come. */
  dropped = 0;
  /** Bytes of the largest message that the reader takes. */
  maxFrame = Infinity;

  constructor(
    socket: WebSocket,
    wire: Socket,
    clock: Clock,
    limits: Limits,
    counts: Pick<Counts, 'framesOut' | 'bytesOut'>,
    close: Close,
  ) {
    this.#socket = socket;
    this.#wire = wire;
    this.#clock = clock;
    this.#limits = limits;
    this.#counts = counts;
    this.#close = close;
    wire.on('drain', () => this.#drained());
  }

  /** Bytes that wait to be sent. */
  get unsent(): number {
    return this.#wire.writableLength;
  }

  /** Whether a lane may send. */
  get room(): boolean {
    return this.#wire.writableLength < this.#limits.softMark;
  }

  /** Sends a frame: the same bytes may go to any number of sockets, and are framed once for all. */
  send(bytes: Uint8Array): void {
    if (this.#begin(bytes)) writeMessage(this.#wire, bytes);
  }

  /** Sends a frame that goes to nobody else. */
  sendOnce(bytes: Uint8Array): void {
    if (this.#begin(bytes)) writeOnce(this.#wire, bytes);
  }

  /** Ends the session of a reader that is too slow. */
  cut(reason: string): void {
    this.#close(CLOSE.slow, reason);
  }

  /** Calls the lane once the socket has drained. */
  whenRoom(lane: Lane): void {
    this.#waiting.add(lane);
  }

  /** The lane has nothing more to send. */
  forget(lane: Lane): void {
    this.#waiting.delete(lane);
  }

  /** Cuts the socket if it was over the soft mark for too long; called now and then. */
  check(now: number): void {
    // A socket that holds less than its own high-water mark never tells that it has drained.
    if (this.room) this.#drained();
    else this.#slowSince ??= now;
    if (this.#slowSince !== undefined && now - this.#slowSince >= this.#limits.maxSlow) {
      this.#close(CLOSE.slow, `over ${this.#limits.softMark} bytes unread for too long`);
    }
  }

  /** Makes ready for a message to be written; false for one that may not be. */
  #begin({ byteLength }: Uint8Array): boolean {
    if (this.#socket.readyState !== this.#socket.OPEN) return false;
    if (byteLength > this.maxFrame) {
      this.dropped += 1;
      return false;
    }
    const { unsent } = this;
    if (unsent >= this.#limits.hardMark) {
      this.#close(CLOSE.slow, `${unsent} bytes unread`);
      return false;
    }
    // Not through ws, which would frame each message anew: with neither masks nor extensions it
    // writes the same bytes to the same socket at once, so what it sends by itself stays in order.
    gather(this.#wire);
    this.#counts.framesOut += 1;
    this.#counts.bytesOut += byteLength;
    if (unsent + byteLength >= this.#limits.softMark) this.#slowSince ??= this.#clock.now();
    return true;
  }

  #drained(): void {
    this.#slowSince = undefined;
    const lanes = [...this.#waiting];
    this.#waiting.clear();
    for (const lane of lanes) lane.pump();
  }
}
