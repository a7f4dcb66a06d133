import type { Clock } from '@rxgrad/stream';
import type { WebSocket } from 'ws';
import type { Limits } from '../limits.ts';
import { TokenBucket } from './token-bucket.ts';

/**
 * How much one socket may send. A client with too much under way, or too fast, is not read for a
 * while: TCP tells it to wait. Only one that keeps flooding all the same is cut.
 */
export class Inbound {
  readonly #socket: WebSocket;
  readonly #clock: Clock;
  readonly #limits: Limits;
  readonly #bucket: TokenBucket;
  #frames = 0;
  #bytes = 0;
  #full = false;
  #thaw: (() => void) | undefined;
  #floodSince: number | undefined;

  constructor(socket: WebSocket, clock: Clock, limits: Limits) {
    this.#socket = socket;
    this.#clock = clock;
    this.#limits = limits;
    this.#bucket = new TokenBucket(clock, limits.frameRate, limits.frameBurst);
  }

  /** Whether the client has requests under way. */
  get busy(): boolean {
    return this.#frames > 0;
  }

  /** Whether the socket is not read at the moment, so that its silence says nothing. */
  get paused(): boolean {
    return this.#full || this.#thaw !== undefined;
  }

  /** Whether the client has been too fast for too long. */
  get flooding(): boolean {
    const since = this.#floodSince;
    return since !== undefined && this.#clock.now() - since >= this.#limits.maxFlood;
  }

  /** Takes from what the client may send; one in debt is not read until it has been paid. */
  charge(cost: number): void {
    if (cost === 0) return;
    const wait = this.#bucket.take(cost);
    if (wait === 0) this.#floodSince = undefined;
    if (wait === 0 || this.#thaw !== undefined) return;
    this.#floodSince ??= this.#clock.now();
    this.#thaw = this.#clock.after(wait, () => {
      this.#thaw = undefined;
      this.#resume();
    });
    this.#socket.pause();
  }

  /** A frame of `bytes` is under way from now on; the answer ends it. */
  begin(bytes: number): () => void {
    this.#frames += 1;
    this.#bytes += bytes;
    const { maxQueuedFrames, maxQueuedBytes } = this.#limits;
    if (!this.#full && (this.#frames >= maxQueuedFrames || this.#bytes >= maxQueuedBytes)) {
      this.#full = true;
      this.#socket.pause();
    }
    return () => this.#end(bytes);
  }

  #end(bytes: number): void {
    this.#frames -= 1;
    this.#bytes -= bytes;
    const { maxQueuedFrames, maxQueuedBytes } = this.#limits;
    if (!this.#full) return;
    if (this.#frames > maxQueuedFrames / 2 || this.#bytes > maxQueuedBytes / 2) return;
    this.#full = false;
    this.#resume();
  }

  #resume(): void {
    if (!this.paused) this.#socket.resume();
  }
}
