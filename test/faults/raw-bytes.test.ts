import { setImmediate } from 'node:timers/promises';
import { ManualClock } from '@rxgrad/testkit';
import { type ServeOptions, type Server, serve } from '@rxgrad/server';
import { type ClientFrame, encode } from '@rxgrad/wire';
import { describe, expect, onTestFinished, test } from 'vitest';
import { RawWebSocket, frameOf, upgradeOf } from './raw-websocket.ts';
import { INPUTS, startRun } from './runs.ts';

const HELLO: ClientFrame = {
  op: 'hello',
  minVersion: 1,
  maxVersion: 1,
  name: 'raw',
  client: 'raw',
  encodings: [],
  maxFrame: 1 << 20,
};
const SUBSCRIBE: ClientFrame = {
  op: 'subscribe',
  id: 1,
  run: 'run',
  channel: 'weights',
  mode: 'latest',
  encodings: ['int8'],
  maxHz: 5,
};
const SAMPLES: ClientFrame = {
  op: 'samples',
  request: 2,
  run: 'run',
  feed: 'raw',
  first: 0,
  n: 1,
  x: new Float32Array(INPUTS),
  y: new Float32Array(1),
};
const PING: ClientFrame = { op: 'ping', nonce: 7 };

async function listen(options: ServeOptions = {}): Promise<Server> {
  const { run } = startRun({ limit: 0 });
  const server = await serve({ port: 0, runs: [run], closeGrace: 100, ...options });
  onTestFinished(async () => {
    await server.close();
    run.stop();
  });
  return server;
}

const said = (...frames: readonly ClientFrame[]) =>
  Buffer.concat(frames.map((frame) => frameOf(encode(frame))));

/** A connection that is a WebSocket by now, and has said what it was told to. */
async function open(port: number, bytes = said(HELLO), headers: string[] = []) {
  const raw = new RawWebSocket(port);
  await raw.write(Buffer.concat([upgradeOf(port, headers), bytes]));
  await expect.poll(() => raw.status).toBe(101);
  return raw;
}

async function works({ port }: Server): Promise<void> {
  const raw = await open(port, said(HELLO, PING));
  await expect.poll(() => raw.frames.map(({ op }) => op)).toEqual(['welcome', 'pong']);
  raw.socket.destroy();
}

describe('a client that says all that is right', () => {
  test('is understood a byte at a time', async () => {
    const { port } = await listen();
    const raw = new RawWebSocket(port);
    for (const byte of [...upgradeOf(port), ...said(HELLO, SUBSCRIBE, SAMPLES, PING)]) {
      await raw.write(Uint8Array.of(byte));
      await setImmediate();
    }
    const ops = () => raw.frames.map(({ op }) => op);
    const due = ['welcome', 'subscribed', 'schema', 'snapshot', 'pong', 'result'];
    await expect.poll(ops).toEqual(expect.arrayContaining(due));
    raw.socket.destroy();
  });

  test('may vanish at any byte, and leaves nothing behind', async () => {
    const server = await listen({ maxConnectionsPerAddress: 60 });
    const bytes = Buffer.concat([upgradeOf(server.port), said(HELLO, SUBSCRIBE, SAMPLES, PING)]);
    const vanish = async (length: number): Promise<void> => {
      const raw = new RawWebSocket(server.port);
      await raw.write(bytes.subarray(0, length));
      if (length % 2 === 0) raw.socket.destroy();
      else raw.socket.end();
      await raw.closed;
    };
    for (let length = 1; length < bytes.length; length += 20) {
      const lengths = Array.from({ length: 20 }, (_, i) => Math.min(length + i, bytes.length));
      await Promise.all(lengths.map(vanish));
    }
    await expect.poll(() => server.connections).toBe(0);
    await works(server);
  });
});

const empty = Buffer.alloc(0);
const MIB = 1 << 20;
const fragments = (count: number, size: number) =>
  Buffer.concat(
    Array.from({ length: count }, (_, i) =>
      frameOf(Buffer.alloc(size), { opcode: i === 0 ? 2 : 0, fin: false }),
    ),
  );

describe('a client that breaks the rules of WebSockets is told so', () => {
  test.each<[string, number, Buffer]>([
    ['a frame without a mask', 1002, frameOf(encode(PING), { masked: false })],
    ['a frame that says it is compressed', 1002, frameOf(encode(PING), { rsv1: true })],
    ['an opcode that is none', 1002, frameOf(empty, { opcode: 3 })],
    ['the rest of a message that never began', 1002, frameOf(empty, { opcode: 0 })],
    ['a ping in fragments', 1002, frameOf(empty, { opcode: 9, fin: false })],
    ['a ping of 126 bytes', 1002, frameOf(Buffer.alloc(126), { opcode: 9 })],
    ['text that is no UTF-8', 1007, frameOf(Buffer.of(0xff), { opcode: 1 })],
    ['a flood of empty fragments', 1008, fragments(100, 0)],
    ['a flood of small fragments', 1008, fragments(2_000, 1)],
    ['fragments that are too much together', 1009, fragments(3, MIB / 2)],
    ['a header of a message over 1 MiB', 1009, frameOf(empty, { claims: BigInt(MIB + 1) })],
    ['a header of 2^53 bytes', 1009, frameOf(empty, { claims: 2n ** 53n })],
  ])('%s: %i', async (_what, code, bytes) => {
    const server = await listen();
    const raw = await open(server.port, Buffer.concat([said(HELLO), bytes]));
    expect(await raw.closed).toBe(code);
    await works(server);
  });

  test('compression is not taken when it is offered', async () => {
    const { port } = await listen();
    const offer = 'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits';
    const raw = await open(port, said(HELLO, PING), [offer]);
    expect(raw.head.toLowerCase()).not.toContain('extensions');
    await expect.poll(() => raw.frames.length).toBe(2);
    raw.socket.destroy();
  });

  test.each<[string, readonly string[], number]>([
    ['no Host', ['no Host'], 421],
    ['a Host that only begins like ours', ['Host: 127.0.0.1.evil.example'], 421],
    ['two Hosts', ['Host: 127.0.0.1', 'Host: evil.example'], 421],
    ['an empty Origin', ['Origin: '], 403],
    ['the Origin of a file', ['Origin: file://'], 403],
    ['an Origin that begins like ours', ['Origin: http://127.0.0.1.evil.example'], 403],
    ['two Origins', ['Origin: http://127.0.0.1', 'Origin: http://evil.example'], 403],
  ])('%s keeps it out', async (_what, headers, status) => {
    const { port } = await listen();
    const raw = new RawWebSocket(port);
    await raw.write(upgradeOf(port, headers));
    await raw.closed;
    expect(raw.status).toBe(status);
  });
});

describe('a client that takes its time', () => {
  test('with the handshake, by the byte or altogether, is cut; others are served', async () => {
    const server = await listen();
    const idle = new RawWebSocket(server.port);
    const half = new RawWebSocket(server.port);
    await half.write(upgradeOf(server.port).subarray(0, 40));
    const slow = new RawWebSocket(server.port);
    const dribble = setInterval(() => slow.socket.write('x'), 100);
    await works(server);
    await Promise.all([idle.closed, half.closed, slow.closed]);
    clearInterval(dribble);
    for (const { status } of [idle, half]) expect([0, 408]).toContain(status);
    await works(server);
  });

  test('for ever, because its machine is gone, is given up after three heartbeats', async () => {
    const clock = new ManualClock();
    const server = await listen({ clock });
    const raw = await open(server.port);
    await expect.poll(() => raw.frames.length).toBe(1);
    raw.socket.pause();
    for (let heartbeat = 0; heartbeat < 3; heartbeat++) {
      expect(server.connections).toBe(1);
      clock.advance(15_000);
      await setImmediate();
    }
    clock.advance(1_000);
    // Nobody answers the close frame: ws hangs up after five seconds of real time.
    await expect.poll(() => server.connections, { timeout: 30_000 }).toBe(0);
    raw.socket.resume();
    expect(await raw.closed).toBe(4408);
  });
});
