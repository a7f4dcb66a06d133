import { createServer } from 'node:net';
import { once } from 'node:events';
import { type Frame, WeightsDecoder, encode } from '@rxgrad/wire';
import { ManualClock } from '@rxgrad/testkit';
import { afterEach, describe, expect, test } from 'vitest';
import { HandMadeRun, type HandMadeOptions } from '../testing/hand-made-run.ts';
import { RawClient } from '../testing/raw-client.ts';
import { DuplicateRunError, PortInUseError, UnprotectedBindError } from './errors.ts';
import { type ServeOptions, type Server, serve } from './serve.ts';

const open: Server[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function start(made: HandMadeOptions = {}, options: ServeOptions = {}) {
  const run = new HandMadeRun(made);
  const server = await serve({ port: 0, runs: [run.run], closeGrace: 100, ...options });
  open.push(server);
  return { run, server, url: server.url };
}

describe('starting', () => {
  test('tells the port and the address', async () => {
    const { server } = await start();
    expect(server.port).toBeGreaterThan(0);
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
  });

  test('a busy port is named', async () => {
    const busy = createServer().listen(0, '127.0.0.1');
    await once(busy, 'listening');
    const { port } = busy.address() as { port: number };
    await expect(serve({ port })).rejects.toThrow(PortInUseError);
    await expect(serve({ port })).rejects.toThrow(String(port));
    busy.close();
  });

  test('beyond loopback only with tokens', async () => {
    await expect(serve({ port: 0, host: '0.0.0.0' })).rejects.toThrow(UnprotectedBindError);
    const server = await serve({ port: 0, host: '0.0.0.0', tokens: { secret: 'viewer' } });
    await server.close();
  });

  test('two runs of one name are told apart by an error', async () => {
    const { server } = await start({ name: 'one' });
    expect(() => server.add(new HandMadeRun({ name: 'one' }).run)).toThrow(DuplicateRunError);
  });

  test.each([
    ['port', { port: -1 }],
    ['heartbeat', { heartbeat: 0 }],
    ['maxFrame', { maxFrame: NaN }],
  ])('an impossible %s is an error', async (name, options) => {
    await expect(serve(options)).rejects.toThrow(name);
  });
});

describe('the handshake', () => {
  test('HELLO is answered with WELCOME', async () => {
    const { url, server } = await start({ capacity: 8 });
    const client = await RawClient.connect(url, { hello: false });
    client.send(hello({}));
    const welcome = await client.next('welcome');
    expect(welcome).toMatchObject({
      version: 1,
      role: 'operator',
      heartbeat: 15_000,
      runs: [{ name: 'made', state: 'running', feedable: true }],
    });
    expect(client.socket.protocol).toBe('rxgrad.v1.msgpack');
    expect(server.connections).toBe(1);
  });

  test('the WebSocket is also at /', async () => {
    const { url } = await start();
    await RawClient.connect(url, { path: '/' });
    expect(await RawClient.refused(url, { path: '/elsewhere' })).toBe(404);
  });

  test.each<[string, number, Frame | Uint8Array | string]>([
    ['another version', 4506, hello({ minVersion: 2, maxVersion: 9 })],
    ['another frame first', 4500, { op: 'ping', nonce: 1 }],
    ['a frame that only servers send', 4500, { op: 'pong', nonce: 1 }],
    ['garbage', 4500, Uint8Array.of(0xc1, 0xff, 0x00)],
    ['nothing', 4500, new Uint8Array(0)],
    ['text', 4500, 'hello'],
    ['nested arrays without end', 4500, new Uint8Array(4_000).fill(0xdc)],
    ['a first frame of more than 4 KiB', 1009, new Uint8Array(5_000)],
  ])('%s is refused with %i', async (_what, code, first) => {
    const { url } = await start();
    const client = await RawClient.connect(url, { hello: false });
    if (typeof first === 'string') client.socket.send(first);
    else client.socket.send(first instanceof Uint8Array ? first : encode(first));
    expect((await client.closed).code).toBe(code);
  });

  test('no HELLO in time', async () => {
    const clock = new ManualClock();
    const { url } = await start({}, { clock });
    const client = await RawClient.connect(url, { hello: false });
    clock.advance(4_999);
    expect(client.socket.readyState).toBe(client.socket.OPEN);
    clock.advance(1);
    expect((await client.closed).code).toBe(4408);
  });

  test('a second HELLO ends the session', async () => {
    const { url } = await start();
    const client = await RawClient.connect(url);
    client.send(hello({}));
    expect((await client.closed).code).toBe(4500);
  });

  test('a client that comes back takes the place of what is left of it', async () => {
    const { url } = await start();
    const before = await RawClient.connect(url, { hello: false });
    before.send(hello({}));
    const { session } = await before.next('welcome');
    await RawClient.connect(url, { hello: { resume: session } });
    expect((await before.closed).code).toBe(4509);
  });
});

describe('who may come in', () => {
  test.each([
    ['a foreign origin', { Origin: 'https://evil.example' }, 403],
    ['an origin that hides itself', { Origin: 'null' }, 403],
    ['our name with another port', { Origin: 'http://127.0.0.1:1' }, 403],
    ['a foreign host', { Host: 'evil.example' }, 421],
    ['a host that is none', { Host: 'a b' }, 421],
  ])('%s is refused', async (_what, headers, status) => {
    const { url } = await start();
    expect(await RawClient.refused(url, { headers })).toBe(status);
    if ('Host' in headers) return;
    const client = await RawClient.connect(url, { headers: { Origin: url } });
    await client.roundTrip();
  });

  test('names and origins that were told', async () => {
    const { url, server } = await start({}, { hosts: ['lab.example'], origins: ['http://a.test'] });
    await RawClient.connect(url, { headers: { Host: 'lab.example', Origin: 'http://a.test' } });
    await RawClient.connect(url, { headers: { Host: `localhost:${server.port}` } });
  });

  test('too many connections are refused before the upgrade', async () => {
    const { url } = await start({}, { maxConnectionsPerAddress: 2 });
    const first = await RawClient.connect(url);
    await RawClient.connect(url);
    expect(await RawClient.refused(url)).toBe(503);
    await first.leave();
    await expect
      .poll(() =>
        RawClient.connect(url).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
  });

  test('tokens give roles, and what a role may not do is refused', async () => {
    const tokens = { look: 'viewer', teach: 'feeder' } as const;
    const { url } = await start({ capacity: 8 }, { tokens });
    for (const token of [undefined, 'loo', 'look2', '']) {
      const stranger = await RawClient.connect(url, { hello: false });
      stranger.send(hello(token === undefined ? {} : { token }));
      expect((await stranger.closed).code).toBe(4501);
    }
    const viewer = await RawClient.connect(url, { hello: { token: 'look' } });
    viewer.send(feed({}));
    expect(await viewer.next('error')).toMatchObject({ reference: 1, code: 'forbidden' });
  });

  test('authenticate decides, also later, and its errors keep out', async () => {
    const { url } = await start(
      {},
      {
        authenticate: async ({ name }) => {
          if (name === 'bad') throw new Error('canary');
          return name === 'good' ? 'viewer' : undefined;
        },
      },
    );
    const good = await RawClient.connect(url, { hello: { name: 'good' } });
    await good.roundTrip();
    for (const name of ['bad', 'unknown']) {
      const client = await RawClient.connect(url, { hello: false });
      client.send(hello({ name }));
      const { code, reason } = await client.closed;
      expect(code).toBe(4501);
      expect(reason).not.toContain('canary');
    }
  });
});

describe('requests', () => {
  test.each<[string, Frame, string]>([
    ['an unknown run', subscribe({ run: 'none' }), 'unknown-run'],
    ['a channel that is not there', subscribe({ channel: 'predictions' }), 'unknown-channel'],
    ['a mode that is not there', subscribe({ mode: 'all' }), 'unsupported'],
    ['an unknown subscription', { op: 'unsubscribe', id: 9 }, 'bad-request'],
    ['samples to a run without an inbox', feed({}), 'unsupported'],
    [
      'a frame that is not served',
      { op: 'control', request: 9, run: 'made', action: 'pause', arguments: {} },
      'unsupported',
    ],
  ])('%s is answered with ERROR', async (_what, frame, code) => {
    const { url } = await start();
    const client = await RawClient.connect(url);
    client.send(frame);
    expect(await client.next('error')).toMatchObject({ code });
    await client.roundTrip();
  });

  test('a subscription id is used once, and there is a limit', async () => {
    const { url } = await start({}, { maxSubscriptions: 2 });
    const client = await RawClient.connect(url);
    client.subscribe({ id: 1, run: 'made', channel: 'metrics' });
    client.subscribe({ id: 1, run: 'made', channel: 'metrics' });
    expect(await client.next('error')).toMatchObject({ reference: 1, code: 'bad-request' });
    client.subscribe({ id: 2, run: 'made', channel: 'events' });
    client.subscribe({ id: 3, run: 'made', channel: 'metrics' });
    expect(await client.next('error')).toMatchObject({ code: 'limit', temporary: true });
    client.send({ op: 'unsubscribe', id: 1 });
    client.subscribe({ id: 3, run: 'made', channel: 'metrics' });
    await client.next('subscribed');
    await client.next('subscribed');
    await client.next('subscribed');
  });

  test('garbage after WELCOME ends the session and no other', async () => {
    const { url } = await start();
    const bad = await RawClient.connect(url);
    const good = await RawClient.connect(url);
    bad.socket.send(Uint8Array.of(0x93, 0x03));
    expect((await bad.closed).code).toBe(4500);
    const big = await RawClient.connect(url);
    big.socket.send(new Uint8Array(2 << 20));
    expect((await big.closed).code).toBe(1009);
    await good.roundTrip();
  });

  test('a new run, and one that ends, is told to everybody', async () => {
    const { url, server, run } = await start();
    const client = await RawClient.connect(url);
    server.add(new HandMadeRun({ name: 'later' }).run);
    expect((await client.next('runs')).runs.map(({ name }) => name)).toEqual(['made', 'later']);
    run.finish();
    expect((await client.next('runs')).runs[0]).toMatchObject({ state: 'done' });
  });
});

describe('weights', () => {
  test('schema, snapshot and deltas are the weights, bit for bit', async () => {
    const clock = new ManualClock();
    const { url, run } = await start({ weights: Float32Array.of(1, 2, 3) }, { clock });
    const client = await RawClient.connect(url);
    client.subscribe({ id: 7, run: 'made', channel: 'weights', maxHz: 25 });
    expect(await client.next('subscribed')).toMatchObject({
      id: 7,
      version: 0,
      recovered: false,
      encoding: 'f32',
      hz: 20,
    });
    expect((await client.next('schema')).tensors).toEqual([
      { id: 0, name: 'w', shape: [3], dtype: 'f32', offset: 0 },
    ]);
    const mirror = new WeightsDecoder(3);
    expect(mirror.apply(await client.next('snapshot'))).toBe('updated');
    for (let i = 0; i < 100; i += 1) {
      run.step((weights) => weights.set([Math.sin(i)], i % 3));
      clock.advance(50);
      expect(mirror.apply(await client.next('delta'))).toBe('updated');
      expect([...mirror.values]).toEqual([...run.data]);
      expect(mirror.version).toBe(run.version);
    }
    expect(mirror.verified).toBe(2);
  });

  test('a tier encodes once, and sends the same bytes to everybody', async () => {
    const clock = new ManualClock();
    const { url, run } = await start({}, { clock });
    const clients = await Promise.all(Array.from({ length: 5 }, () => RawClient.connect(url)));
    for (const client of clients) {
      client.subscribe({ id: 1, run: 'made', channel: 'weights' });
      await client.next('snapshot');
    }
    run.step((weights) => weights.set([1]));
    clock.advance(17);
    const deltas = await Promise.all(
      clients.map(async (client) => {
        await client.next('delta');
        return client.messages.at(-1);
      }),
    );
    for (const delta of deltas) expect(delta).toEqual(deltas[0]);
  });

  test('two subscriptions of a socket to one tier get each frame once', async () => {
    const clock = new ManualClock();
    const { url, run } = await start({}, { clock });
    const client = await RawClient.connect(url);
    client.subscribe({ id: 1, run: 'made', channel: 'weights' });
    client.subscribe({ id: 2, run: 'made', channel: 'weights' });
    const [one, two] = [await client.next('subscribed'), await client.next('subscribed')];
    expect(one.stream).toBe(two.stream);
    run.step((weights) => weights.set([1]));
    clock.advance(17);
    await client.next('delta');
    client.send({ op: 'unsubscribe', id: 1 });
    await client.roundTrip();
    expect(client.frames.filter(({ op }) => op === 'delta')).toEqual([]);
    run.step((weights) => weights.set([2]));
    clock.advance(17);
    await client.next('delta');
  });

  test('who comes back in time gets what it missed', async () => {
    const clock = new ManualClock();
    const { url, run } = await start({}, { clock });
    const watcher = await RawClient.connect(url);
    watcher.subscribe({ id: 1, run: 'made', channel: 'weights' });
    await watcher.next('snapshot');
    const client = await RawClient.connect(url);
    client.subscribe({ id: 1, run: 'made', channel: 'weights' });
    const { stream, epoch } = await client.next('subscribed');
    const mirror = new WeightsDecoder(3);
    mirror.apply(await client.next('snapshot'));
    await client.leave();
    for (let i = 1; i <= 3; i += 1) {
      run.step((weights) => weights.set([i]));
      clock.advance(17);
    }
    const again = await RawClient.connect(url);
    const from = { epoch, stream, sequence: mirror.sequence };
    again.subscribe({ id: 1, run: 'made', channel: 'weights', from });
    expect((await again.next('subscribed')).recovered).toBe(true);
    for (let i = 1; i <= 3; i += 1) mirror.apply(await again.next('delta'));
    expect([...mirror.values]).toEqual([...run.data]);
  });
});

describe('metrics', () => {
  test('rows when the step has moved, with the mean loss since the row before', async () => {
    const clock = new ManualClock();
    const { url, run } = await start({}, { clock });
    run.step(() => {}, 4);
    clock.advance(40);
    const client = await RawClient.connect(url);
    client.subscribe({ id: 1, run: 'made', channel: 'metrics' });
    const history = await client.next('metrics');
    expect(history.names.slice(0, 6)).toEqual([
      'step',
      'version',
      'samples',
      'rejected',
      'loss',
      'learningRate',
    ]);
    expect(history.columns.map(([value]) => value)).toEqual([1, 1, 1, 0, 4, 0.1]);
    clock.advance(200);
    run.step(() => {}, 1);
    run.step(() => {}, 2);
    run.progress = { ...run.progress, metrics: { accuracy: 0.5 } };
    clock.advance(40);
    const row = await client.next('metrics');
    expect(row).toMatchObject({ first: 3, merged: false });
    expect(row.columns.map(([value]) => value)).toEqual([3, 3, 3, 0, 1.5, 0.1, 0.5]);
  });
});

describe('events', () => {
  test('the last ones, then each as it happens', async () => {
    const { url, run } = await start();
    const event = { level: 'info', code: 'started', step: 0, detail: 'x'.repeat(5_000) } as const;
    run.events.next({ ...event, sequence: 1 });
    const client = await RawClient.connect(url);
    client.subscribe({ id: 1, run: 'made', channel: 'events' });
    expect(await client.next('event')).toMatchObject({ sequence: 1, code: 'started' });
    run.events.next({ ...event, sequence: 2, detail: 'short' });
    expect(await client.next('event')).toMatchObject({ sequence: 2, detail: 'short' });
  });
});

describe('feeding', () => {
  test('applied, duplicate, rejected', async () => {
    const { url, run } = await start({ capacity: 100 });
    const client = await RawClient.connect(url);
    client.send(feed({ request: 1, n: 3, x: Float32Array.of(1, 2, NaN), y: new Float32Array(3) }));
    await client.roundTrip();
    expect(run.drain()).toBe(3);
    expect(await client.next('result')).toMatchObject({
      request: 1,
      status: 'applied',
      upTo: 2,
      version: 2,
    });
    expect(await client.next('result')).toMatchObject({
      status: 'rejected',
      upTo: 3,
      reason: 'not finite',
    });
    client.send(
      feed({ request: 2, first: 1, n: 3, x: new Float32Array(3), y: new Float32Array(3) }),
    );
    await client.roundTrip();
    expect(run.drain()).toBe(1);
    expect(await client.next('result')).toMatchObject({ request: 2, status: 'duplicate', upTo: 3 });
    expect(await client.next('result')).toMatchObject({ request: 2, status: 'applied', upTo: 4 });
  });

  test('no room: throttled whole, and what comes after it, too', async () => {
    const { url, run } = await start({ capacity: 4 });
    const client = await RawClient.connect(url);
    const three = { n: 3, x: new Float32Array(3), y: new Float32Array(3) };
    client.send(feed({ request: 1, first: 0, ...three }));
    client.send(feed({ request: 2, first: 3, ...three }));
    client.send(feed({ request: 3, first: 6 }));
    for (const request of [2, 3]) {
      expect(await client.next('result')).toMatchObject({ request, status: 'throttled' });
    }
    run.drain();
    expect(await client.next('result')).toMatchObject({ request: 1, status: 'applied', upTo: 3 });
    client.send(feed({ request: 4, first: 3, ...three }));
    client.send(feed({ request: 5, first: 6 }));
    await client.roundTrip();
    run.drain();
    expect(await client.next('result')).toMatchObject({ request: 4, status: 'applied', upTo: 6 });
    expect(await client.next('result')).toMatchObject({ request: 5, status: 'applied', upTo: 7 });
    expect(run.progress.samples).toBe(7);
  });

  test.each([
    ['no labels', { y: undefined }],
    ['labels that do not fit', { n: 2, x: new Float32Array(2), y: new Float32Array(3) }],
    ['features that do not fit', { n: 2, x: new Float32Array(3), y: new Float32Array(2) }],
    ['another schema', { schema: 'other' }],
    ['indices without rows', { indices: Uint32Array.of(1) }],
    ['rows that go back', { indices: Uint32Array.of(1), rows: Uint32Array.of(1, 0) }],
    ['rows that go too far', { indices: Uint32Array.of(1), rows: Uint32Array.of(0, 9) }],
  ])('%s: rejected with the reason', async (_what, wrong) => {
    const { url } = await start({ capacity: 4 });
    const client = await RawClient.connect(url);
    const { y, ...frame } = { ...feed({}), ...wrong };
    client.send(y === undefined ? frame : { ...frame, y });
    const result = await client.next('result');
    expect(result).toMatchObject({ status: 'rejected', upTo: frame.n });
    expect(result.reason).toBeTruthy();
  });

  test('a run that has ended learns nothing more', async () => {
    const { url, run } = await start({ capacity: 4 });
    const client = await RawClient.connect(url);
    run.finish();
    client.send(feed({}));
    expect(await client.next('result')).toMatchObject({ status: 'rejected' });
  });

  test('a client with too much under way is not read until some of it is done', async () => {
    const { url, run } = await start({ capacity: 1_000 }, { maxQueuedFrames: 8 });
    const client = await RawClient.connect(url);
    for (let first = 0; first < 100; first += 1) client.send(feed({ request: first, first }));
    client.send({ op: 'ping', nonce: 5 });
    await expect
      .poll(() => {
        run.drain();
        return client.frames.some(({ op }) => op === 'pong');
      })
      .toBe(true);
    expect(run.progress.samples).toBe(100);
  });
});

describe('closing', () => {
  test('clients are asked to leave, and nothing is left', async () => {
    const clock = new ManualClock();
    const { url, server } = await start({}, { clock });
    const client = await RawClient.connect(url);
    client.subscribe({ id: 1, run: 'made', channel: 'weights' });
    await client.next('snapshot');
    await server.close();
    expect(await client.next('drain')).toMatchObject({ reason: 'the server closes' });
    expect((await client.closed).code).toBe(1001);
    expect(clock.pending).toBe(0);
    expect(server.connections).toBe(0);
    await server.close();
    const again = await serve({ port: server.port });
    await again.close();
  });

  test('a restart is told as such', async () => {
    const { url, server } = await start();
    const client = await RawClient.connect(url);
    await server.close({ restart: true });
    expect((await client.closed).code).toBe(1012);
  });

  test('clients that do not answer are hung up on, within a second', async () => {
    const { url, server } = await start({}, { closeGrace: 200 });
    const client = await RawClient.connect(url);
    client.socket.pause();
    const idle = await fetch(`${url}/health`);
    await idle.text();
    const before = performance.now();
    await server.close();
    expect(performance.now() - before).toBeLessThan(900);
    client.socket.terminate();
  });
});

function hello(over: Partial<Extract<Frame, { op: 'hello' }>>): Frame {
  return {
    op: 'hello',
    minVersion: 1,
    maxVersion: 1,
    name: 'raw',
    client: 'raw',
    encodings: [],
    maxFrame: 1 << 20,
    ...over,
  };
}

function subscribe(over: Partial<Extract<Frame, { op: 'subscribe' }>>): Frame {
  return {
    op: 'subscribe',
    id: 1,
    run: 'made',
    channel: 'weights',
    mode: 'latest',
    encodings: [],
    maxHz: 0,
    ...over,
  };
}

function feed(over: Partial<Extract<Frame, { op: 'samples' }>>): Extract<Frame, { op: 'samples' }> {
  return {
    op: 'samples',
    request: 1,
    run: 'made',
    feed: 'feed',
    first: 0,
    n: 1,
    x: Float32Array.of(1),
    y: Float32Array.of(1),
    ...over,
  };
}
