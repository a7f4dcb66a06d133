import { ConnectionError } from './errors.ts';

/** What we use of a WebSocket: the browser's, a worker's, Node's, or that of the library ws. */
export interface Socket {
  binaryType: string;
  readonly protocol: string;
  readonly bufferedAmount: number;
  send(data: Uint8Array): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: string, listener: (event: never) => void): void;
}

/** A WebSocket class. */
export interface SocketClass {
  new (url: string, protocols: string): unknown;
}

/** What a socket tells; each handler is called until `onClose`, which comes once. */
export interface SocketHandlers {
  onOpen(): void;
  onMessage(data: unknown): void;
  onClose(code: number, reason: string): void;
}

/** The class passed in, or the platform's. */
export function socketClass(given: SocketClass | undefined): SocketClass {
  const found = given ?? (globalThis as { WebSocket?: SocketClass }).WebSocket;
  if (found !== undefined) return found;
  throw new ConnectionError(
    'this platform has no WebSocket: pass one, e.g. connect(url, { WebSocket }) with that of "ws"',
  );
}

/** Opens a socket; throws ConnectionError for a URL that is none. */
export function openSocket(
  WebSocket: SocketClass,
  url: string,
  protocol: string,
  handlers: SocketHandlers,
): Socket {
  let socket: Socket;
  try {
    socket = new WebSocket(url, protocol) as Socket;
  } catch (cause) {
    throw new ConnectionError(`cannot open ${JSON.stringify(url)}`, { cause });
  }
  socket.binaryType = 'arraybuffer';
  socket.addEventListener('open', () => handlers.onOpen());
  socket.addEventListener('message', (event: { data: unknown }) => handlers.onMessage(event.data));
  // An error is always followed by a close; without a listener the library ws would throw it.
  socket.addEventListener('error', () => {});
  socket.addEventListener('close', (event: { code: number; reason: string }) =>
    handlers.onClose(event.code, event.reason),
  );
  return socket;
}

/** Lets go of a socket whose peer is silent: at once where that is possible. */
export function abandon(socket: Socket): void {
  const { terminate } = socket as { terminate?: () => void };
  if (terminate === undefined) socket.close();
  else terminate.call(socket);
}
