import { setTimeout } from 'node:timers/promises';
import type { Rate } from '../entry.ts';
import { type Greeting, Sink } from './sink.ts';
import { start, stop } from './start.ts';

const SECONDS = 3;
/** Messages that may be on their way to each socket. */
const WINDOW = 32;

export interface Throughput {
  readonly kind: 'rxgrad' | 'ws' | 'socket.io' | 'nats';
  readonly greeting: () => Greeting;
  readonly sockets: number;
  readonly bytes: number;
}

/** Messages a second that a server in a process of its own gets to all its sockets, none of them ever far behind. */
export async function measureThroughput(about: Throughput): Promise<Rate> {
  const { kind, greeting, sockets, bytes } = about;
  const { child, port } = await start('publisher.ts', [kind, bytes]);
  try {
    const sinks = await Promise.all(
      Array.from({ length: sockets }, () => Sink.open(port, greeting())),
    );
    await setTimeout(300); // subscriptions are answered, snapshots are in
    // A broker may put several messages into one of WebSocket's: its bytes are counted.
    const whole = bytes + `MSG w 1 ${bytes}\r\n\r\n`.length;
    const received = (sink: Sink): number =>
      kind === 'nats' ? Math.floor(sink.bytes / whole) : sink.messages;
    const before = sinks.map(received);
    const least = (): number =>
      sinks.reduce((low, sink, i) => Math.min(low, received(sink) - (before[i] ?? 0)), Infinity);
    const timer = setInterval(() => child.send(least() + WINDOW), 1);
    await setTimeout(1_000);
    const [first, began] = [least(), performance.now()];
    await setTimeout(SECONDS * 1_000);
    const rate = (sockets * (least() - first) * 1_000) / (performance.now() - began);
    clearInterval(timer);
    for (const sink of sinks) sink.close();
    return { rate, detail: { sockets, bytes } };
  } finally {
    await stop(child);
  }
}
