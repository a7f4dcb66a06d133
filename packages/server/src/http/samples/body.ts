import type { IncomingMessage } from 'node:http';
import type { Hub } from '../../hub/hub.ts';

/** A body that is read as it arrives, until it ends, is silent for too long, or the server is about to close. */
export class Body {
  readonly #request: IncomingMessage;
  readonly #hub: Hub;
  #finish: (error?: Error) => void = () => {};
  #callOff: () => void = () => {};
  #taking = false;
  /** Why reading ended before the body did. */
  stopped: string | undefined;

  constructor(request: IncomingMessage, hub: Hub) {
    this.#request = request;
    this.#hub = hub;
  }

  /** Hands over one piece after the other; resolves when there will be no more. */
  async read(take: (bytes: Buffer) => Promise<void>): Promise<void> {
    const request = this.#request;
    const drain = (): void => this.#stop('the server is about to close');
    const { leaving } = this.#hub;
    leaving.addEventListener('abort', drain);
    try {
      await new Promise<void>((resolve, reject) => {
        this.#finish = (error) => (error === undefined ? resolve() : reject(error));
        request.on('data', (bytes: Buffer) => this.#take(bytes, take));
        request.once('end', () => this.#finish());
        request.once('error', () => this.#stop('the body was cut off'));
        request.once('close', () => this.#stop('the body was cut off'));
        this.#wait();
      });
    } finally {
      this.#callOff();
      leaving.removeEventListener('abort', drain);
      request.removeAllListeners('data').pause();
    }
  }

  #take(bytes: Buffer, take: (bytes: Buffer) => Promise<void>): void {
    this.#callOff();
    this.#request.pause();
    this.#taking = true;
    take(bytes).then(
      () => this.#taken(),
      (error: unknown) => this.#finish(error as Error),
    );
  }

  #taken(): void {
    this.#taking = false;
    if (this.stopped !== undefined) return this.#finish();
    this.#wait();
    this.#request.resume();
  }

  #wait(): void {
    const { clock, limits } = this.#hub;
    this.#callOff = clock.after(limits.bodyTimeout, () => this.#stop('nothing came for too long'));
  }

  /** What was handed over is finished first. */
  #stop(why: string): void {
    if (this.#request.readableEnded) return;
    this.stopped ??= why;
    if (!this.#taking) this.#finish();
  }
}
