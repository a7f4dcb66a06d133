import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { decodeFromServer } from '@rxgrad/wire';
import { subscriber } from './greetings.ts';
import { Sink } from './sink.ts';
import { start, stop } from './start.ts';

const EPOCH = Number(process.hrtime.bigint() / 1_000_000n);
const now = (): number => Number(process.hrtime.bigint() / 1000n) / 1000 - EPOCH;

/** What a live server has done since it was last asked. */
export interface Progress {
  readonly samples: number;
  readonly encodings: readonly number[];
}

/** A server with a live run, in a process of its own. */
export class LiveServer {
  readonly #child: ChildProcess;
  readonly #port: number;
  /** Its weights tell the time: messages are read. Elsewhere they are only counted, which takes less from the server. */
  readonly #timed: boolean;
  #sinks: Sink[] = [];
  /** Milliseconds from a weight's change to its arrival, for each delta since `forget`. */
  latencies: number[] = [];

  private constructor(child: ChildProcess, port: number, timed: boolean) {
    this.#child = child;
    this.#port = port;
    this.#timed = timed;
  }

  static async start(kind: 'clock' | 'training', weights: number): Promise<LiveServer> {
    const { child, port } = await start('live-server.ts', [kind, weights, EPOCH]);
    return new LiveServer(child, port, kind === 'clock');
  }

  /** Lets so many clients subscribe, in place of those that did. */
  async subscribe(count: number, maxHz: number): Promise<void> {
    for (const sink of this.#sinks) sink.close();
    this.#sinks = [];
    const read = this.#timed ? (message: Uint8Array) => this.#received(message) : undefined;
    while (this.#sinks.length < count) {
      const some = Math.min(50, count - this.#sinks.length);
      const open = () => Sink.open(this.#port, subscriber({ maxHz }), read);
      this.#sinks.push(...(await Promise.all(Array.from({ length: some }, open))));
    }
  }

  async progress(): Promise<Progress> {
    this.#child.send('progress');
    const [progress] = (await once(this.#child, 'message')) as [Progress];
    return progress;
  }

  async stop(): Promise<void> {
    for (const sink of this.#sinks) sink.close();
    await stop(this.#child);
  }

  #received(message: Uint8Array): void {
    const frame = decodeFromServer(message);
    if (frame.op !== 'delta' || frame.data.byteLength < 4) return;
    const { buffer, byteOffset } = frame.data;
    this.latencies.push(now() - new DataView(buffer, byteOffset).getFloat32(0, true));
  }
}

/** The value below which so large a share lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
