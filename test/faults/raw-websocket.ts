import { once } from 'node:events';
import { type Socket, connect } from 'node:net';
import { SUBPROTOCOL, type ServerFrame, decodeFromServer } from '@rxgrad/wire';

/** What a WebSocket frame looks like; right unless told. */
export interface Looks {
  readonly opcode?: number;
  readonly fin?: boolean;
  readonly masked?: boolean;
  readonly rsv1?: boolean;
  /** The length in its header, whatever its payload has. */
  readonly claims?: bigint;
}

const CLOSE = 8;
const BINARY = 2;

/** A WebSocket frame as a client sends it, or as none should. */
export function frameOf(payload: Uint8Array, looks: Looks = {}): Buffer {
  const { opcode = BINARY, fin = true, masked = true, rsv1 = false } = looks;
  const length = looks.claims ?? BigInt(payload.length);
  const head = Buffer.alloc(length < 126n ? 2 : 10);
  head[0] = (fin ? 0x80 : 0) | (rsv1 ? 0x40 : 0) | opcode;
  head[1] = (masked ? 0x80 : 0) | (length < 126n ? Number(length) : 127);
  if (length >= 126n) head.writeBigUInt64BE(length, 2);
  // A mask of zeros leaves the payload as it is.
  return Buffer.concat([head, Buffer.alloc(masked ? 4 : 0), payload]);
}

/** The request that turns a connection to `port` into a WebSocket; headers may replace its own. */
export function upgradeOf(port: number, headers: readonly string[] = []): Buffer {
  const lines = ['GET /ws HTTP/1.1', 'Connection: Upgrade', 'Upgrade: websocket'];
  lines.push('Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==');
  lines.push(`Sec-WebSocket-Protocol: ${SUBPROTOCOL}`);
  const hosts = headers.some((line) => line.startsWith('Host:')) ? [] : [`Host: 127.0.0.1:${port}`];
  const host = headers.includes('no Host') ? [] : hosts;
  const others = headers.filter((line) => line !== 'no Host');
  return Buffer.from(`${[...lines, ...host, ...others].join('\r\n')}\r\n\r\n`);
}

/** A TCP connection on which tests write bytes, and read what a WebSocket server answers. */
export class RawWebSocket {
  readonly socket: Socket;
  /** The answer to the upgrade, once it has come. */
  head = '';
  readonly frames: ServerFrame[] = [];
  /** The code of the server's close frame, if one has come. */
  code: number | undefined;
  /** What the server gave as its reason. */
  reason = '';
  /** Resolves once the connection is closed, with that code. */
  readonly closed: Promise<number | undefined>;
  #unread: Buffer = Buffer.alloc(0);

  /** @param from the address to come from: more than one is needed for tens of thousands */
  constructor(port: number, from = '127.0.0.1') {
    this.socket = connect({ port, host: '127.0.0.1', localAddress: from, noDelay: true });
    this.socket.on('error', () => {}); // told by the close event
    this.socket.on('data', (data: Buffer) => this.#read(data));
    this.closed = once(this.socket, 'close').then(() => this.code);
  }

  get status(): number {
    return Number(this.head.split(' ')[1] ?? 0);
  }

  /** Resolves once the bytes are on their way. */
  write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      this.socket.write(bytes, () => resolve());
    });
  }

  #read(data: Buffer): void {
    this.#unread = Buffer.concat([this.#unread, data]);
    if (this.head === '') {
      const end = this.#unread.indexOf('\r\n\r\n');
      if (end < 0) return;
      this.head = this.#unread.toString('latin1', 0, end);
      this.#unread = this.#unread.subarray(end + 4);
    }
    while (this.status === 101 && this.#readFrame());
  }

  #readFrame(): boolean {
    const [first = 0, second = 0] = this.#unread;
    const width = second < 126 ? 0 : second === 126 ? 2 : 8;
    const start = 2 + width;
    if (this.#unread.length < start) return false;
    const length =
      width === 0
        ? second
        : this.#unread.readUIntBE(start - Math.min(width, 6), Math.min(width, 6));
    if (this.#unread.length < start + length) return false;
    const payload = this.#unread.subarray(start, start + length);
    if ((first & 15) === BINARY) this.frames.push(decodeFromServer(payload));
    if ((first & 15) === CLOSE) this.#closing(payload);
    this.#unread = this.#unread.subarray(start + length);
    return true;
  }

  /** Answers the close frame, as a peer must. */
  #closing(payload: Buffer): void {
    this.code = payload.length < 2 ? 1005 : payload.readUInt16BE(0);
    this.reason = payload.toString('utf8', 2);
    this.socket.end(frameOf(Buffer.alloc(0), { opcode: CLOSE }));
  }
}
