import { once } from 'node:events';
import { type IncomingMessage, createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { SUBPROTOCOL, decodeFromServer, encode } from '@rxgrad/wire';
import { makeCertificate } from '@rxgrad/testkit/certificate';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { hello } from '../../testing/frames.ts';
import { HandMadeRun } from '../../testing/hand-made-run.ts';
import { RawClient } from '../../testing/raw-client.ts';
import { start } from '../../testing/start.ts';
import { UnprotectedBindError } from '../errors.ts';
import { serve } from '../serve.ts';
import type { TlsOptions } from './transport.ts';

let tls: TlsOptions;
beforeAll(async () => {
  tls = await makeCertificate();
});

/** A GET over TLS by somebody who trusts the certificate. */
async function get(url: string): Promise<{ status: number | undefined; body: string }> {
  const asked = request(url, { ca: tls.cert, agent: false }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  let body = '';
  for await (const chunk of response) body += String(chunk);
  return { status: response.statusCode, body };
}

describe('TLS', () => {
  test('by key and certificate: HTTP and WebSockets go over it', async () => {
    const { url } = await start({}, { tls });
    expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect(await get(`${url}/runs/made`)).toMatchObject({ status: 200 });
    const socket = new WebSocket(`${url.replace('https', 'wss')}/ws`, SUBPROTOCOL, {
      ca: tls.cert,
    });
    await once(socket, 'open');
    socket.send(encode(hello()));
    const [message] = (await once(socket, 'message')) as [Buffer];
    expect(decodeFromServer(message).op).toBe('welcome');
    socket.close();
    await once(socket, 'close');
  });

  test('who does not trust the certificate, or speaks no TLS, does not get in', async () => {
    const { url } = await start({}, { tls });
    await expect(fetch(`${url}/health`)).rejects.toThrow();
    await expect(fetch(`${url.replace('https', 'http')}/health`)).rejects.toThrow();
    expect((await get(`${url}/health`)).status).toBe(200);
  });

  test('a page over TLS is ours: its origin may connect', async () => {
    const { url } = await start({}, { tls });
    const options = { ca: tls.cert, origin: url };
    const socket = new WebSocket(`${url.replace('https', 'wss')}/ws`, SUBPROTOCOL, options);
    await once(socket, 'open');
    socket.terminate();
  });
});

describe('a server of one’s own', () => {
  test('that listens: ours is ours, all else stays theirs, and it stays open', async () => {
    const app = createHttpServer((_request, response) => response.end('theirs'));
    const echo = new WebSocketServer({ noServer: true });
    app.on('upgrade', (asked, socket, head) => {
      echo.handleUpgrade(asked, socket, head, (peer) => peer.send('theirs'));
    });
    app.listen(0, '127.0.0.1');
    await once(app, 'listening');
    const { port } = app.address() as AddressInfo;
    onTestFinished(() => {
      app.close();
      app.closeAllConnections();
    });
    const { server, url } = await start({}, { server: app });
    expect(url).toBe(`http://127.0.0.1:${port}`);
    expect(await (await fetch(`${url}/runs/made`)).json()).toMatchObject({ name: 'made' });
    expect(await (await fetch(`${url}/other`)).text()).toBe('theirs');
    expect(await (await fetch(url, { method: 'POST', body: 'x' })).text()).toBe('theirs');
    const client = await RawClient.connect(url);
    await client.roundTrip();
    const other = new WebSocket(`ws://127.0.0.1:${port}/other`);
    const [message] = (await once(other, 'message')) as [Buffer];
    expect(message.toString()).toBe('theirs');
    other.terminate();

    await server.close();
    expect((await client.closed).code).toBe(1001);
    expect(await (await fetch(`${url}/runs`)).text()).toBe('theirs');
  });

  test('that does not listen: it is made to, and closed in the end', async () => {
    const app = createHttpsServer({ key: tls.key, cert: tls.cert });
    const server = await serve({ port: 0, server: app, runs: [new HandMadeRun().run] });
    expect((await get(`${server.url}/runs/made`)).status).toBe(200);
    await server.close();
    expect(app.listening).toBe(false);
  });

  test('that strangers can reach needs tokens', async () => {
    const app = createHttpServer().listen(0, '0.0.0.0');
    await once(app, 'listening');
    await expect(serve({ server: app })).rejects.toThrow(UnprotectedBindError);
    app.close();
  });
});
