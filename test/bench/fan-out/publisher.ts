import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parameters, sgd, train } from 'rxgrad';
import { serve } from 'rxgrad/server';
import { Subject } from 'rxjs';
import { WebSocketServer } from 'ws';

// A server in a process of its own that publishes as many messages as it is allowed to: rxgrad's, or a peer's, which sends the
// same bytes to all its sockets in a loop. Told its kind and the number of bytes as arguments, and how far it may go by messages.
type Publish = () => void;

interface Publisher {
  readonly port: number;
  readonly publish: Publish;
}

/** An update of all weights is a delta that every subscriber of all versions gets. */
async function rxgrad(bytes: number): Promise<Publisher> {
  const weights = parameters({ weights: new Float32Array(bytes / 4) });
  const values = new Float32Array(bytes / 4).fill(1);
  const rule = sgd({ learningRate: 1e-3 });
  const update$ = new Subject<ReturnType<ReturnType<typeof weights.gradient>['update']>>();
  const run = train({ name: 'run', model: weights, update$ });
  const { port } = await serve({
    port: 0,
    runs: [run],
    maxConnections: 20_000,
    maxConnectionsPerAddress: 20_000,
  });
  return { port, publish: () => update$.next(weights.gradient(values).update(rule)) };
}

async function bareWs(bytes: number): Promise<Publisher> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  await new Promise((resolve) => server.once('listening', resolve));
  const message = new Uint8Array(bytes);
  const publish = (): void => {
    for (const socket of server.clients) socket.send(message, { binary: true });
  };
  return { port: (server.address() as AddressInfo).port, publish };
}

/** What is used of Socket.IO, which is no dependency: it is looked for where the harness says. */
interface SocketIo {
  readonly Server: new (
    http: object,
    options: object,
  ) => { emit(event: string, ...values: unknown[]): void };
}

async function socketIo(bytes: number): Promise<Publisher> {
  const folder = process.env['RXGRAD_PEERS_MESSAGING'];
  const require = createRequire(folder ? `${folder}/package.json` : import.meta.url);
  const { Server } = require('socket.io') as SocketIo;
  const http = createServer();
  const io = new Server(http, { transports: ['websocket'], serveClient: false });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const message = Buffer.alloc(bytes);
  return { port: (http.address() as AddressInfo).port, publish: () => io.emit('w', message) };
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A broker on its own: what is published reaches it over TCP, and its clients over WebSockets. */
async function nats(bytes: number): Promise<Publisher> {
  const folder = mkdtempSync(join(tmpdir(), 'rxgrad-nats-'));
  const [port, tcp] = [await freePort(), await freePort()];
  const settings = `host: 127.0.0.1\nport: ${tcp}\nwebsocket { host: 127.0.0.1, port: ${port}, no_tls: true }\n`;
  writeFileSync(join(folder, 'nats.conf'), settings);
  const broker = spawn('nats-server', ['-c', join(folder, 'nats.conf')], { stdio: 'pipe' });
  process.on('exit', () => {
    broker.kill();
    rmSync(folder, { recursive: true });
  });
  await once(broker, 'spawn');
  await new Promise<void>((resolve) => {
    broker.stderr.on('data', (text) => String(text).includes('Server is ready') && resolve());
  });
  const wire = connect(tcp, '127.0.0.1');
  await once(wire, 'data');
  wire.on('data', (text) => String(text).includes('PING') && wire.write('PONG\r\n'));
  wire.write('CONNECT {"verbose":false}\r\n');
  const message = Buffer.concat([
    Buffer.from(`PUB w ${bytes}\r\n`),
    Buffer.alloc(bytes),
    Buffer.from('\r\n'),
  ]);
  return { port, publish: () => void wire.write(message) };
}

const kinds = { rxgrad, ws: bareWs, 'socket.io': socketIo, nats };

/** Goes on as far as it may, a few messages at a time. */
function publishUpTo(publish: Publish): (allowed: number) => void {
  let published = 0;
  let allowed = 0;
  let busy = false;
  const go = (): void => {
    for (let i = 0; i < 4 && published < allowed; i += 1) {
      publish();
      published += 1;
    }
    busy = published < allowed;
    if (busy) setImmediate(go);
  };
  return (next) => {
    allowed = next;
    if (!busy) go();
  };
}

const [kind = 'ws', bytes = '1024'] = process.argv.slice(2);
const { port, publish } = await kinds[kind as keyof typeof kinds](Number(bytes));
const allow = publishUpTo(publish);
process.on('message', (allowed: number) => allow(allowed));
// Its end takes what it started along.
process.on('disconnect', () => process.exit());
process.on('SIGTERM', () => process.exit());
process.send?.({ port });
