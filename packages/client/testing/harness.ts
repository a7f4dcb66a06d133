import { filter, firstValueFrom, type Observable } from 'rxjs';
import { afterEach, beforeEach } from 'vitest';
import { WebSocket } from 'ws';
import type { Client } from '../src/client.ts';
import type { ConnectOptions } from '../src/connection-options.ts';
import { connect } from '../src/connect.ts';
import { ScriptedPeer } from './scripted-peer.ts';

/** A peer for each test, and clients of it that are closed afterwards. */
export function withPeer(): {
  readonly peer: ScriptedPeer;
  client(options?: ConnectOptions): Client;
} {
  let peer: ScriptedPeer;
  let clients: Client[] = [];
  beforeEach(async () => {
    peer = await ScriptedPeer.start();
  });
  afterEach(async () => {
    await Promise.all(clients.map((client) => client.close()));
    clients = [];
    await peer.stop();
  });
  return {
    get peer() {
      return peer;
    },
    client(options = {}) {
      const backoff = { initial: 5, max: 5 };
      const client = connect(peer.url, { WebSocket, backoff, ...options });
      clients.push(client);
      return client;
    },
  };
}

/** Resolves with the first value that is as told. */
export function when<T>(source: Observable<T>, is: (value: T) => boolean): Promise<T> {
  return firstValueFrom(source.pipe(filter(is)));
}

/** Collects what a stream emits, and how it ends. */
export class Recorder<T> {
  readonly values: T[] = [];
  error: unknown;
  completed = false;
  private readonly waiting: (() => void)[] = [];
  private readonly subscription;

  constructor(source: Observable<T>) {
    this.subscription = source.subscribe({
      next: (value) => {
        this.values.push(value);
        this.wake();
      },
      error: (error: unknown) => {
        this.error = error;
        this.wake();
      },
      complete: () => {
        this.completed = true;
        this.wake();
      },
    });
  }

  /** Resolves when so many values are there. */
  async count(count: number): Promise<readonly T[]> {
    while (this.values.length < count) await this.change();
    return this.values;
  }

  async end(): Promise<unknown> {
    while (this.error === undefined && !this.completed) await this.change();
    return this.error;
  }

  stop(): void {
    this.subscription.unsubscribe();
  }

  private change(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}
