import { ManualClock } from '@rxgrad/testkit';
import { type Frame, encode } from '@rxgrad/wire';
import { describe, expect, test } from 'vitest';
import { hello } from '../../testing/frames.ts';
import { RawClient } from '../../testing/raw-client.ts';
import { start } from '../../testing/start.ts';

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

  test('a client that takes too little to be answered is told so', async () => {
    const { url } = await start();
    const client = await RawClient.connect(url, { hello: false });
    client.send(hello({ maxFrame: 8 }));
    const { code, reason } = await client.closed;
    expect([code, reason]).toEqual([1009, expect.stringMatching(/welcome of \d+ bytes is due/)]);
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
    const stranger = await RawClient.connect(url, { hello: { resume: session, client: 'other' } });
    await Promise.all([before.roundTrip(), stranger.roundTrip()]);
    await RawClient.connect(url, { hello: { resume: session } });
    expect((await before.closed).code).toBe(4509);
  });
});
