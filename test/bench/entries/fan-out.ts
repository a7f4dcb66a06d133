import type { Entry } from '../entry.ts';
import { bare, nats, socketIo, subscriber } from '../fan-out/greetings.ts';
import { type Throughput, measureThroughput } from '../fan-out/measure-throughput.ts';

const SOCKETS = 100;
const BYTES = 1_024;

function throughput(kind: Throughput['kind'], greeting: Throughput['greeting']): Entry['prepare'] {
  return () => ({
    measure: () => measureThroughput({ kind, greeting, sockets: SOCKETS, bytes: BYTES }),
  });
}

const work = `messages of 1 KiB to ${SOCKETS} sockets that all keep up`;

export const entries: readonly Entry[] = [
  {
    name: 'fan-out',
    work: `${work}: every version of 256 weights`,
    unit: 'messages/s',
    prepare: throughput('rxgrad', () => subscriber({ mode: 'all' })),
    peers: [
      { peer: 'ours', name: 'bare-ws', goal: 1 },
      { peer: 'ours', name: 'bare-socket-io' },
      { peer: 'ours', name: 'bare-nats' },
    ],
  },
  {
    name: 'bare-ws',
    work: `${work}: a loop around ws`,
    unit: 'messages/s',
    prepare: throughput('ws', () => bare),
  },
  {
    name: 'bare-socket-io',
    work: `${work}: Socket.IO's emit`,
    unit: 'messages/s',
    prepare: throughput('socket.io', () => socketIo),
  },
  {
    name: 'bare-nats',
    work: `${work}: NATS, a broker of its own`,
    unit: 'messages/s',
    prepare: throughput('nats', () => nats),
  },
];
