import { type Client, connect } from '@rxgrad/client';
import { setTimeout } from 'node:timers/promises';
import { filter, firstValueFrom } from 'rxjs';
import { WebSocket } from 'ws';
import { type Crowd, type Usage, neverRead } from './crowd.ts';
import type { RawWebSocket } from './raw-websocket.ts';

/** What idle connections cost. */
export interface Idle {
  readonly sockets: readonly RawWebSocket[];
  /** Bytes of resident memory that each has added. */
  readonly rss: number;
  /** Bytes that each has added of what the collector keeps. */
  readonly kept: number;
}

const keptBy = ({ heapUsed, external }: Usage) => heapUsed + external;

/** `count` connections that have said HELLO and nothing since. */
export async function idle(crowd: Crowd, count: number): Promise<Idle> {
  // The first ones bring code and caches that the others share.
  const first = await crowd.join(50);
  const before = await crowd.usage();
  const sockets = await crowd.join(count);
  const after = await crowd.usage();
  return {
    sockets: [...first, ...sockets],
    rss: (after.rss - before.rss) / count,
    kept: (keptBy(after) - keptBy(before)) / count,
  };
}

/** What it took until all were back. */
export interface Storm {
  readonly sockets: readonly RawWebSocket[];
  readonly ms: number;
  /** Time of a processor that the server took for it, in ms. */
  readonly cpu: number;
}

/** Cuts all connections at once, and has all come back at once. */
export async function storm(crowd: Crowd, sockets: readonly RawWebSocket[]): Promise<Storm> {
  const before = await crowd.usage();
  const start = performance.now();
  for (const { socket } of sockets) socket.destroy();
  const back = await Promise.all(sockets.map((_, index) => crowd.joinOne(index)));
  const ms = performance.now() - start;
  return { sockets: back, ms, cpu: (await crowd.usage()).cpu - before.cpu };
}

/** When one was answered, on the clock of `performance`, and how many ms it took. */
export interface Ping {
  readonly at: number;
  readonly ms: number;
}

/** A client that reads: how long pings take it, and how many versions of the weights it saw. */
export class Reader {
  readonly pings: Ping[] = [];
  versions = 0;
  readonly #client: Client;

  constructor(crowd: Crowd) {
    this.#client = connect(`ws://127.0.0.1:${crowd.port}/ws`, { WebSocket });
    this.#client.weights$('run', { maxHz: 20 }).subscribe(() => (this.versions += 1));
  }

  /** Pings until told to stop, and waits a little in between. */
  async pingUntil(over: AbortSignal): Promise<void> {
    await firstValueFrom(this.#client.state$.pipe(filter((state) => state === 'open')));
    while (!over.aborted) {
      const ms = await this.#client.ping();
      this.pings.push({ at: performance.now(), ms });
      await setTimeout(20);
    }
  }

  async stop(): Promise<void> {
    await this.#client.close();
  }
}

/** What came of sockets that never read. */
export interface Stuck {
  /** Most of what the server used meanwhile. */
  readonly peak: Usage;
  /** How many were cut with 4430. */
  readonly cut: number;
}

/** `count` sockets ask for weights and never read them; resolves once all are gone. */
export async function stuck(crowd: Crowd, count: number, maxHz = 0): Promise<Stuck> {
  const before = await crowd.closed(4430);
  const sockets = await crowd.join(count);
  const rest = (await crowd.usage()).connections - count;
  for (const socket of sockets) neverRead(socket, maxHz);
  let peak = await crowd.usage();
  for (let now = peak; now.connections > rest; now = await crowd.usage()) {
    if (now.rss > peak.rss) peak = now;
    await setTimeout(100);
  }
  for (const { socket } of sockets) socket.destroy();
  return { peak, cut: (await crowd.closed(4430)) - before };
}
