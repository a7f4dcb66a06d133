import { type Socket, connect } from 'node:net';
import { once } from 'node:events';

/** How a client of some server begins. */
export interface Greeting {
  readonly path: string;
  readonly protocol?: string;
  readonly origin?: string;
  /** Messages that it sends first: text, or bytes. */
  readonly first: readonly (string | Uint8Array)[];
}

const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';
/** RFC 6455 opcodes. */
const TEXT = 1;
const BINARY = 2;

/**
 * A WebSocket client that does next to nothing: it counts binary messages, so that a benchmark of a server is one. What it
 * is sent it hands on only to who asks for it.
 */
export class Sink {
  /** Binary messages so far. */
  messages = 0;
  bytes = 0;
  readonly #socket: Socket;
  readonly #onMessage: ((payload: Uint8Array) => void) | undefined;
  readonly #onText: ((text: string, sink: Sink) => void) | undefined;
  #rest: Buffer = Buffer.alloc(0);

  private constructor(
    socket: Socket,
    onMessage: ((payload: Uint8Array) => void) | undefined,
    onText: ((text: string, sink: Sink) => void) | undefined,
  ) {
    this.#socket = socket;
    this.#onMessage = onMessage;
    this.#onText = onText;
    socket.on('error', () => {}); // told by the count
  }

  /** Connects and says its first messages. */
  static async open(
    port: number,
    { path, protocol, first }: Greeting,
    onMessage?: (payload: Uint8Array) => void,
    onText?: (text: string, sink: Sink) => void,
  ): Promise<Sink> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    const sink = new Sink(socket, onMessage, onText);
    const lines = [
      `GET ${path} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Key: ${KEY}`,
      'Sec-WebSocket-Version: 13',
      ...(protocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${protocol}`]),
    ];
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    await sink.#upgraded();
    socket.on('data', (bytes: Buffer) => sink.#take(bytes));
    for (const message of first) sink.send(message);
    return sink;
  }

  /** Sends a masked message; its mask is 0, which changes no byte. */
  send(message: string | Uint8Array): void {
    const payload = Buffer.from(message as Uint8Array);
    const opcode = typeof message === 'string' ? TEXT : BINARY;
    const head = Buffer.of(0x80 | opcode, 0x80 | 126, payload.length >>> 8, payload.length & 255);
    this.#socket.write(Buffer.concat([head, Buffer.alloc(4), payload]));
  }

  close(): void {
    this.#socket.destroy();
  }

  async #upgraded(): Promise<void> {
    let answer = '';
    while (!answer.includes('\r\n\r\n')) {
      const [bytes] = (await once(this.#socket, 'data')) as [Buffer];
      answer += bytes.toString('latin1');
    }
    const [head = '', ...rest] = answer.split('\r\n\r\n');
    if (!head.includes(' 101 ')) throw new Error(`the server answered ${head.split('\r\n')[0]}`);
    this.#take(Buffer.from(rest.join('\r\n\r\n'), 'latin1'));
  }

  #take(bytes: Buffer): void {
    let at = 0;
    const all = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    for (;;) {
      const end = this.#message(all, at);
      if (end === undefined) break;
      at = end;
    }
    this.#rest = all.subarray(at);
  }

  /** Takes the message at a place, if it is all there; returns where it ends. */
  #message(all: Buffer, at: number): number | undefined {
    if (all.length < at + 2) return undefined;
    const short = (all[at + 1] as number) & 127;
    const head = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (all.length < at + head) return undefined;
    const length =
      short < 126 ? short : short === 126 ? all.readUInt16BE(at + 2) : all.readUIntBE(at + 4, 6);
    const end = at + head + length;
    if (all.length < end) return undefined;
    const opcode = (all[at] as number) & 15;
    if (opcode === BINARY) {
      this.messages += 1;
      this.bytes += length;
      this.#onMessage?.(all.subarray(at + head, end));
    } else if (opcode === TEXT) {
      this.#onText?.(all.toString('utf8', at + head, end), this);
    }
    return end;
  }
}
