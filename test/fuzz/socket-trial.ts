import { once } from 'node:events';
import {
  CLIENT_SCAN,
  CLOSE,
  type ClientFrame,
  FrameError,
  SUBPROTOCOL,
  decodeFromClient,
  decodeFromServer,
  encode,
} from '@rxgrad/wire';
import { WebSocket } from 'ws';

const HELLO: ClientFrame = {
  op: 'hello',
  minVersion: 1,
  maxVersion: 1,
  name: 'fuzz',
  client: 'fuzz',
  encodings: ['f32'],
  maxFrame: 1 << 20,
};
const MOST_HELLO = 4_096;
/** Who takes less can't be told WELCOME; it has about 120 bytes, and frames here say 41 or 255. */
const LEAST_FRAME = 100;

/** What the document says that a message is answered with: a close code, or none if it is all right. */
function expected(bytes: Uint8Array, greeting: boolean): number | undefined {
  try {
    const most = greeting ? MOST_HELLO : CLIENT_SCAN.bytes;
    const frame = decodeFromClient(bytes, { ...CLIENT_SCAN, bytes: most });
    if ((frame.op === 'hello') !== greeting) return CLOSE.malformed;
    if (frame.op !== 'hello') return undefined;
    if (frame.minVersion > 1 || frame.maxVersion < 1) return CLOSE.version;
    return frame.maxFrame < LEAST_FRAME ? CLOSE.tooBig : undefined;
  } catch (error) {
    if (error instanceof FrameError) return error.code;
    throw error;
  }
}

const PATIENCE = 20_000;

/** Rejects in the end, so that who is never answered knows the frame. */
function silence(): Promise<never> {
  return new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error('no answer')), PATIENCE).unref();
  });
}

/** Says hostile messages to a server, and compares how it answers with what the document says. */
export class SocketTrial {
  readonly counts: Record<string, number> = {};
  readonly #url: string;
  #socket: WebSocket | undefined;
  /** How the connection ends. */
  #end: Promise<[number, Buffer]> = new Promise(() => {});
  #nonce = 0;

  constructor(url: string) {
    this.#url = url;
  }

  /** @throws when the answer is another than the document's */
  async put(bytes: Uint8Array, greeting: boolean): Promise<void> {
    const code = expected(bytes, greeting);
    if (greeting) this.close();
    const socket = (this.#socket ??= await this.#open(!greeting));
    const end = this.#end;
    const pong = code === undefined ? this.#pong(socket, bytes) : end;
    if (code !== undefined) socket.send(bytes);
    const answer = await Promise.race([pong, end, silence()]);
    const told = answer === undefined ? undefined : answer[0];
    const key = told ?? 'answered';
    this.counts[key] = (this.counts[key] ?? 0) + 1;
    if (told !== undefined) this.#socket = undefined;
    if (told !== code) {
      throw new Error(`${code ?? 'an answer'} was due, ${key} came: ${String(answer?.[1])}`);
    }
  }

  close(): void {
    this.#socket?.terminate();
    this.#socket = undefined;
  }

  async #open(greet: boolean): Promise<WebSocket> {
    const socket = new WebSocket(this.#url, SUBPROTOCOL);
    socket.on('error', () => {}); // told by the close event
    this.#end = once(socket, 'close') as Promise<[number, Buffer]>;
    await once(socket, 'open');
    if (greet) {
      socket.send(encode(HELLO));
      await once(socket, 'message');
    }
    return socket;
  }

  /** Sends the message, then PING: once PONG comes, the message was dealt with. */
  #pong(socket: WebSocket, bytes: Uint8Array): Promise<undefined> {
    const nonce = this.#nonce++;
    return new Promise((resolve, reject) => {
      const listen = (data: Buffer): void => {
        const frame = decodeFromServer(data);
        if (frame.op === 'error' && frame.code === 'internal') reject(new Error('internal error'));
        if (frame.op !== 'pong' || frame.nonce !== nonce) return;
        socket.off('message', listen);
        resolve(undefined);
      };
      socket.on('message', listen);
      socket.send(bytes);
      socket.send(encode({ op: 'ping', nonce }));
    });
  }
}
