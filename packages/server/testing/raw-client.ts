import { once } from 'node:events';
import {
  type Frame,
  type Hello,
  SUBPROTOCOL,
  type Subscribe,
  decodeFromServer,
  encode,
} from '@rxgrad/wire';
import { WebSocket } from 'ws';

/** What a connection begins with. */
export interface RawClientOptions {
  readonly hello?: Partial<Hello> | false;
  readonly headers?: Readonly<Record<string, string>>;
  readonly protocols?: readonly string[];
  readonly path?: string;
}

type FrameOf<O extends Frame['op']> = Extract<Frame, { readonly op: O }>;

/** How a connection ended. */
export interface Closed {
  readonly code: number;
  readonly reason: string;
}

const HELLO: Hello = {
  op: 'hello',
  minVersion: 1,
  maxVersion: 1,
  name: 'raw',
  client: 'raw',
  encodings: [],
  maxFrame: 1 << 20,
};

/** A bare WebSocket that speaks frames: whatever a client may do, right or wrong. */
export class RawClient {
  readonly socket: WebSocket;
  /** Messages as they came. */
  readonly messages: Buffer[] = [];
  /** Frames that nobody has asked for yet. */
  readonly frames: Frame[] = [];
  readonly closed: Promise<Closed>;
  #arrived: () => void = () => {};
  #over = false;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => {
      this.messages.push(data as Buffer);
      this.frames.push(decodeFromServer(data as Buffer));
      this.#arrived();
    });
    socket.on('error', () => {});
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => {
        this.#over = true;
        this.#arrived();
        resolve({ code, reason: reason.toString() });
      });
    });
  }

  /** Connects, and says HELLO unless told not to. */
  static async connect(url: string, options: RawClientOptions = {}): Promise<RawClient> {
    const { hello = {}, headers = {}, protocols = [SUBPROTOCOL], path = '/ws' } = options;
    const socket = new WebSocket(url.replace('http', 'ws') + path, [...protocols], { headers });
    const client = new RawClient(socket);
    await once(socket, 'open');
    if (hello !== false) {
      client.send({ ...HELLO, ...hello });
      await client.next('welcome');
    }
    return client;
  }

  /** The HTTP status with which an upgrade is refused. */
  static refused(url: string, options: RawClientOptions = {}): Promise<number> {
    const { headers = {}, protocols = [SUBPROTOCOL], path = '/ws' } = options;
    const socket = new WebSocket(url.replace('http', 'ws') + path, [...protocols], { headers });
    return new Promise((resolve, reject) => {
      socket.on('open', () => reject(new Error('was let in')));
      socket.on('error', () => {});
      socket.on('unexpected-response', (_request, response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
    });
  }

  send(frame: Frame): void {
    this.socket.send(encode(frame));
  }

  subscribe(frame: Pick<Subscribe, 'id' | 'run' | 'channel'> & Partial<Subscribe>): void {
    this.send({ op: 'subscribe', mode: 'latest', encodings: [], maxHz: 0, ...frame });
  }

  /** The next frame of a kind; those of other kinds before it are left. */
  async next<O extends Frame['op']>(op: O): Promise<FrameOf<O>> {
    for (;;) {
      const index = this.frames.findIndex((frame) => frame.op === op);
      if (index >= 0) return this.frames.splice(index, 1)[0] as FrameOf<O>;
      if (this.#over) throw new Error(`closed before ${op} came`);
      await new Promise<void>((resolve) => (this.#arrived = resolve));
    }
  }

  /** Asks for a PONG and waits: whatever was sent before has been handled by then. */
  async roundTrip(nonce = 1): Promise<void> {
    this.send({ op: 'ping', nonce });
    await this.next('pong');
  }

  async leave(): Promise<void> {
    this.socket.close();
    await this.closed;
  }
}
