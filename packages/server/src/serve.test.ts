import { once } from 'node:events';
import { createServer } from 'node:net';
import { ManualClock } from '@rxgrad/testkit';
import { describe, expect, test } from 'vitest';
import { HandMadeRun } from '../testing/hand-made-run.ts';
import { RawClient } from '../testing/raw-client.ts';
import { start } from '../testing/start.ts';
import { DuplicateRunError, PortInUseError, UnprotectedBindError } from './errors.ts';
import { serve } from './serve.ts';

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

  test('clients that do not answer are hung up on', async () => {
    const { url, server } = await start({}, { closeGrace: 200 });
    const client = await RawClient.connect(url);
    client.socket.pause();
    const idle = await fetch(`${url}/health`);
    await idle.text();
    await server.close();
    expect(server.connections).toBe(0);
    client.socket.terminate();
  });
});
