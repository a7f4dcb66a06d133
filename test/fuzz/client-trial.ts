import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type Client, connect } from '@rxgrad/client';
import {
  type ClientFrame,
  FrameError,
  SUBPROTOCOL,
  type ServerFrame,
  decodeFromClient,
  decodeFromServer,
  encode,
} from '@rxgrad/wire';
import type { Observable } from 'rxjs';
import { WebSocket, WebSocketServer } from 'ws';
import { goldenFrame } from './mutated-frames.ts';

const MALFORMED = 4_500;
const PATIENCE = 20_000;
/** The streams that the golden frames are of. */
const STREAMS = { weights: 7, metrics: 8, events: 9, predictions: 10 } as const;
const WELCOME: ServerFrame = {
  op: 'welcome',
  version: 1,
  session: 's',
  epoch: 1_700_000_000_000,
  role: 'operator',
  limits: { frameBytes: 1 << 20, samplesPerFrame: 256, samplesInFlight: 4_096, subscriptions: 64 },
  heartbeat: 60_000,
  runs: [{ name: 'cake', state: 'running', feedable: true }],
};

function isRefused(bytes: Uint8Array): boolean {
  try {
    decodeFromServer(bytes);
    return false;
  } catch (error) {
    if (error instanceof FrameError) return true;
    throw error;
  }
}

/** Uses all of a client's streams; what becomes of them is not the question here. */
function use(client: Client): void {
  const streams: readonly Observable<unknown>[] = [
    client.weights$('cake'),
    client.weights$('cake', { encoding: 'int8', maxHz: 5 }),
    client.metrics$('cake'),
    client.events$('cake'),
    client.predictions$('cake'),
    client.feed('cake', [{ x: [1, 2, 3], y: 1 }]),
    client.runs$,
    client.state$,
  ];
  for (const stream of streams) stream.subscribe({ error: () => {} });
  client.mirror('cake').catch(() => {});
}

/** A server that says hostile frames to our clients, and sees whether they live or tell why not. */
export class ClientTrial {
  readonly counts: Record<string, number> = {};
  readonly #server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  #client: Client | undefined;
  #socket: WebSocket | undefined;
  /** The code with which the connection ends. */
  #end: Promise<number> = new Promise(() => {});
  #nonce = 0;

  /** @throws when the client answers neither with PONG nor with the code of a malformed frame */
  async put(bytes: Uint8Array): Promise<void> {
    const socket = (this.#socket ??= await this.#welcome());
    const pong = this.#pong(socket);
    socket.send(bytes);
    socket.send(encode({ op: 'ping', nonce: this.#nonce }));
    const answer = await Promise.race([pong, this.#end, silence()]);
    const key = answer ?? 'answered';
    this.counts[key] = (this.counts[key] ?? 0) + 1;
    if (answer !== undefined) this.close();
    // What was read may still contradict what was told before.
    const right = answer === MALFORMED || (answer === undefined && !isRefused(bytes));
    if (!right) throw new Error(`the client answered with ${key}`);
  }

  close(): void {
    void this.#client?.close();
    this.#client = undefined;
    this.#socket = undefined;
  }

  stop(): void {
    this.close();
    this.#server.close();
  }

  async #welcome(): Promise<WebSocket> {
    if (this.#server.address() === null) await once(this.#server, 'listening');
    const { port } = this.#server.address() as AddressInfo;
    const connected = once(this.#server, 'connection') as Promise<[WebSocket]>;
    this.#client = connect(`ws://127.0.0.1:${port}/ws`, { WebSocket, name: SUBPROTOCOL });
    use(this.#client);
    const [socket] = await connected;
    socket.on('error', () => {}); // told by the close event
    this.#end = once(socket, 'close').then(([code]) => Number(code));
    socket.on('message', (data: Buffer) => answer(socket, decodeFromClient(data)));
    await once(socket, 'message');
    return socket;
  }

  #pong(socket: WebSocket): Promise<undefined> {
    const nonce = (this.#nonce = (this.#nonce + 1) % 2 ** 32);
    return new Promise((resolve) => {
      const listen = (data: Buffer): void => {
        const frame = decodeFromClient(data);
        if (frame.op !== 'pong' || frame.nonce !== nonce) return;
        socket.off('message', listen);
        resolve(undefined);
      };
      socket.on('message', listen);
    });
  }
}

/** Answers as a server does, so that a client gets far. */
function answer(socket: WebSocket, frame: ClientFrame): void {
  if (frame.op === 'hello') socket.send(encode(WELCOME));
  if (frame.op !== 'subscribe') return;
  const { id, channel } = frame;
  const terms = { epoch: 1_700_000_000_000, version: 1_000, encoding: 'f32', hz: 60 };
  const stream = STREAMS[channel];
  socket.send(encode({ op: 'subscribed', id, stream, recovered: false, ...terms }));
  if (channel !== 'weights') return;
  socket.send(goldenFrame('schema'));
  socket.send(goldenFrame('snapshot'));
}

/** Rejects in the end, so that who is never answered knows the frame. */
function silence(): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error('no answer')), PATIENCE).unref();
  });
}
