import { once } from 'node:events';
import {
  type Run,
  inbox,
  stream,
  train,
  batch,
  forward,
  gradient,
  loss,
  updateWeights,
} from '@rxgrad/stream';
import { logLoss, sequential, sgd, sparseLinear } from '@rxgrad/model';
import { type ServeOptions, type Server, serve } from '@rxgrad/server';
import { type ClientFrame, SUBPROTOCOL, decodeFromServer, encode } from '@rxgrad/wire';
import * as fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { INPUTS, startRun } from './runs.ts';

const HELLO: ClientFrame = {
  op: 'hello',
  minVersion: 1,
  maxVersion: 1,
  name: 'hostile',
  client: 'hostile',
  encodings: [],
  maxFrame: 1 << 20,
};

const REQUESTS: readonly ClientFrame[] = [
  HELLO,
  { op: 'ping', nonce: 1 },
  {
    op: 'subscribe',
    id: 1,
    run: 'run',
    channel: 'weights',
    mode: 'latest',
    encodings: ['int8'],
    maxHz: 5,
  },
  {
    op: 'subscribe',
    id: 2,
    run: 'run',
    channel: 'metrics',
    mode: 'latest',
    encodings: [],
    maxHz: 0,
  },
  { op: 'unsubscribe', id: 1 },
  {
    op: 'samples',
    request: 1,
    run: 'run',
    feed: 'hostile',
    first: 0,
    n: 2,
    x: new Float32Array(2 * INPUTS),
    y: new Float32Array(2),
  },
  { op: 'control', request: 2, run: 'run', action: 'set', arguments: { learningRate: 1e9 } },
  { op: 'predict', request: 3, run: 'run', n: 1, x: new Float32Array(INPUTS) },
];

async function listen(run: Run, options: ServeOptions = {}): Promise<Server> {
  const server = await serve({ port: 0, runs: [run], closeGrace: 200, ...options });
  onTestFinished(async () => {
    await server.close();
    run.stop();
  });
  return server;
}

async function open({ port }: Server, greet = true): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, SUBPROTOCOL);
  socket.on('error', () => {});
  await once(socket, 'open');
  if (greet) socket.send(encode(HELLO));
  return socket;
}

/** Flips, cuts, doubles or inserts bytes of a good frame. */
const mutated = fc
  .record({
    frame: fc.constantFrom(...REQUESTS),
    at: fc.nat(),
    byte: fc.integer({ min: 0, max: 255 }),
    how: fc.constantFrom('flip', 'cut', 'insert', 'double'),
  })
  .map(({ frame, at, byte, how }) => {
    const bytes = [...encode(frame)];
    const place = at % bytes.length;
    if (how === 'flip') bytes[place] = byte;
    else if (how === 'cut') bytes.length = place;
    else if (how === 'insert') bytes.splice(place, 0, byte);
    else bytes.splice(place, 0, ...bytes.slice(place));
    return Uint8Array.from(bytes);
  });

const CODES = [1007, 1009, 4500, 4506];

describe('whatever is sent', () => {
  test('is answered with a frame or a documented code, and the run goes on', async () => {
    const { run } = startRun({ rate: 1_000 });
    // An operator may set a learning rate that no weights survive.
    const server = await listen(run, { authenticate: () => 'trainer' });
    const before = Object.getOwnPropertyNames(Object.prototype);
    const frames = fc.array(fc.oneof(mutated, fc.uint8Array({ maxLength: 64 })), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(frames, fc.boolean(), async (sent, greet) => {
        const socket = await open(server, greet);
        socket.on('message', (data) => decodeFromServer(data as Buffer));
        for (const bytes of sent) socket.send(bytes);
        socket.close();
        const [code] = (await once(socket, 'close')) as [number];
        expect([1000, 1005, ...CODES]).toContain(code);
      }),
      { numRuns: 300 },
    );
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
    const { step } = run.progress();
    await expect.poll(() => run.progress().step).toBeGreaterThan(step);
    expect(run.model.data.every(Number.isFinite)).toBe(true);
  });

  test('sparse features beyond the model touch no weight', async () => {
    const fed = inbox();
    const model = sequential({ inputs: 64, seed: 1 }, sparseLinear(1));
    const update$ = stream(fed).pipe(
      batch(1),
      forward(model),
      loss(logLoss),
      gradient(),
      updateWeights(sgd({ learningRate: 0.1 })),
    );
    const run = train({ name: 'sparse', model, update$, inbox: fed });
    const server = await listen(run);
    const socket = await open(server);
    const statuses: string[] = [];
    socket.on('message', (data) => {
      const frame = decodeFromServer(data as Buffer);
      if (frame.op === 'result') statuses.push(frame.status);
    });
    const before = model.data.slice();
    const hostile = [64, 65, 1 << 20, 0x3fffffff, 0x7fffffff, 0xffffffff];
    hostile.forEach((index, first) => {
      socket.send(
        encode({
          op: 'samples',
          request: first,
          run: 'sparse',
          feed: 'hostile',
          first,
          n: 1,
          x: Float32Array.of(1),
          y: Float32Array.of(1),
          indices: Uint32Array.of(index),
          rows: Uint32Array.of(0, 1),
        }),
      );
    });
    await expect.poll(() => statuses).toEqual(hostile.map(() => 'rejected'));
    expect(model.data).toEqual(before);
    expect(run.progress()).toMatchObject({ samples: 0, rejected: hostile.length });
  });
});

describe('a crowd', () => {
  test('half of which never reads slows nobody, and all are gone when the server closes', async () => {
    const { run } = startRun({ hidden: 64 });
    const server = await listen(run);
    const sockets = await Promise.all(Array.from({ length: 60 }, () => open(server)));
    let frames = 0;
    sockets.forEach((socket, i) => {
      for (const frame of REQUESTS.slice(2, 4)) socket.send(encode(frame));
      if (i % 2 === 0) socket.pause();
      else socket.on('message', () => (frames += 1));
    });
    await expect.poll(() => frames, { timeout: 30_000 }).toBeGreaterThan(30 * 10);
    await server.close();
    expect(server.connections).toBe(0);
    for (const socket of sockets) socket.terminate();
  });

  test('leaves nothing behind in the process', async () => {
    const { run } = startRun({ limit: 10 });
    const count = () =>
      process.getActiveResourcesInfo().filter((name) => /Timeout|TCP/.test(name)).length;
    const before = count();
    const server = await listen(run);
    const sockets = await Promise.all(Array.from({ length: 10 }, () => open(server)));
    for (const socket of sockets) socket.send(encode(REQUESTS[2] as ClientFrame));
    await server.close();
    for (const socket of sockets) socket.terminate();
    await expect.poll(count).toBeLessThanOrEqual(before);
  });
});
