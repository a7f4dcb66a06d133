import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { Random } from 'rxgrad';

/** What becomes of a connection once so many bytes have passed it. */
type Ending =
  /** It goes on. */
  | 'none'
  /** Both sides are cut, in the midst of a frame. */
  | 'cut'
  /** The client is cut; the server does not hear of it for a while, and may see the client twice. */
  | 'orphan'
  /** It stays open, and nothing passes any more. */
  | 'freeze';

const ENDINGS: readonly Ending[] = ['none', 'cut', 'cut', 'cut', 'cut', 'cut', 'orphan', 'freeze'];
const ORPHANED = 2_000;

/** How one connection is mistreated, drawn when it comes. */
class Link {
  readonly #random: Random;
  readonly #ending: Ending;
  readonly #slowness: number;
  #left: number;
  calm = false;
  frozen = false;

  constructor(random: Random) {
    this.#random = random;
    this.#ending = ENDINGS[random.integer(ENDINGS.length)] ?? 'none';
    this.#left = Math.floor(200 * 1_000 ** random.uniform());
    this.#slowness = random.integer(4) === 0 ? 30 : 3;
  }

  /** A chunk in pieces, cut wherever it pleases. */
  *pieces(chunk: Buffer): Generator<Buffer> {
    let at = 0;
    while (at < chunk.length) {
      const whole = this.calm || this.#random.integer(3) > 0;
      const length = whole ? chunk.length : 1 + this.#random.integer(chunk.length - at);
      yield chunk.subarray(at, at + length);
      at += length;
    }
  }

  /** Delays, and now and then stalls. */
  async wait(): Promise<void> {
    if (this.calm || this.#random.integer(4) > 0) return;
    const stall = this.#random.integer(100) === 0 ? 300 : 0;
    await setTimeout(stall + this.#random.integer(this.#slowness), undefined, { ref: false });
  }

  /** How many of so many bytes still pass, and what then happens. */
  take(bytes: number): { readonly pass: number; readonly ending: Ending } {
    if (this.frozen) return { pass: 0, ending: 'freeze' };
    const ends = !this.calm && this.#ending !== 'none' && bytes >= this.#left;
    const pass = ends ? this.#left : bytes;
    this.#left -= pass;
    return { pass, ending: ends ? this.#ending : 'none' };
  }
}

/**
 * A TCP proxy that delays, stalls, chops, cuts at any byte, leaves half of a connection standing, or
 * freezes it, as its seed has it; until it is told to be calm.
 */
export class FaultProxy {
  /** How often what has happened. */
  readonly counts: Record<Ending, number> = { none: 0, cut: 0, orphan: 0, freeze: 0 };
  readonly #random: Random;
  readonly #target: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #links = new Set<Link>();
  #calm = false;

  private constructor(target: number, random: Random) {
    this.#random = random;
    this.#target = target;
    this.#server = createServer((near) => this.#join(near));
  }

  static async to(target: number, random: Random): Promise<FaultProxy> {
    const proxy = new FaultProxy(target, random);
    proxy.#server.listen(0, '127.0.0.1', 4_096);
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/ws`;
  }

  /** From now on everything passes; what is frozen stays so. */
  calm(): void {
    this.#calm = true;
    for (const link of this.#links) link.calm = true;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(near: Socket): void {
    const far = connect({ port: this.#target, host: '127.0.0.1', noDelay: true });
    const link = new Link(this.#random);
    link.calm = this.#calm;
    this.#links.add(link);
    for (const socket of [near, far]) {
      this.#sockets.add(socket);
      socket.on('error', () => {}); // told by the close event
      socket.on('close', () => this.#sockets.delete(socket));
    }
    const over = Promise.all([
      this.#forward(near, far, link, near),
      this.#forward(far, near, link, near),
    ]);
    void over.then(() => this.#links.delete(link));
  }

  async #forward(from: Socket, to: Socket, link: Link, client: Socket): Promise<void> {
    try {
      for await (const chunk of from) {
        for (const piece of link.pieces(chunk as Buffer)) {
          await link.wait();
          const { pass, ending } = link.take(piece.length);
          if (pass > 0 && !to.write(piece.subarray(0, pass))) await once(to, 'drain');
          if (ending !== 'none') return await this.#finish(ending, link, from, to, client);
        }
      }
      to.end();
    } catch {
      // One of the two is gone: so is the other.
      from.destroy();
      to.destroy();
    }
  }

  async #finish(
    ending: Ending,
    link: Link,
    from: Socket,
    to: Socket,
    client: Socket,
  ): Promise<void> {
    if (!link.frozen) this.counts[ending] += 1;
    link.frozen = true;
    if (ending === 'freeze') return new Promise(() => {});
    client.destroy();
    if (ending === 'orphan') await setTimeout(ORPHANED, undefined, { ref: false });
    from.destroy();
    to.destroy();
  }
}
