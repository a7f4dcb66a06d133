import { type Hello, type Subscribe, encode } from '@rxgrad/wire';
import type { Greeting } from './sink.ts';

let clients = 0;

/** A client of ours: HELLO, and one subscription. */
export function subscriber(about: Partial<Subscribe> = {}): Greeting {
  clients += 1;
  const hello: Hello = {
    op: 'hello',
    minVersion: 1,
    maxVersion: 1,
    name: 'benchmark',
    client: `benchmark-${process.pid}-${clients}`,
    encodings: ['f32', 'f16', 'int8', 'topk'],
    maxFrame: 2 ** 20,
  };
  const subscribe: Subscribe = {
    op: 'subscribe',
    id: 1,
    run: 'run',
    channel: 'weights',
    mode: 'latest',
    encodings: ['f32'],
    maxHz: 0,
    ...about,
  };
  return {
    path: '/ws',
    protocol: 'rxgrad.v1.msgpack',
    first: [encode(hello), encode(subscribe)],
  };
}

export const bare: Greeting = { path: '/', first: [] };

/** A client of NATS; so many bytes of payload arrive in so many bytes. */
export const nats: Greeting = {
  path: '/',
  first: [Buffer.from('CONNECT {"verbose":false,"pedantic":false,"headers":true}\r\nSUB w 1\r\n')],
};

/** Engine.IO's fourth protocol, and the default namespace of Socket.IO. */
export const socketIo: Greeting = { path: '/socket.io/?EIO=4&transport=websocket', first: ['40'] };
