import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { SUBPROTOCOL } from '@rxgrad/wire';
import { type ServerOptions, type WebSocket, WebSocketServer } from 'ws';
import type { Doors } from '../access/doors.ts';
import type { Limits } from '../limits.ts';
import type { ConnectionCaps } from './connection-caps.ts';
import { refuse } from './refuse.ts';

/** Where clients connect. */
const PATHS: ReadonlySet<string> = new Set(['/', '/ws']);
const RETRY_AFTER = { 'Retry-After': '5' };

/** Options of ws ≥ 8.21 that its published types do not know yet. */
type SocketOptions = ServerOptions & {
  readonly maxFragments: number;
  readonly maxBufferedChunks: number;
  readonly closeTimeout: number;
};

/** What an upgrade is judged by. */
export interface UpgradeOptions {
  readonly doors: Doors;
  readonly caps: ConnectionCaps;
  readonly limits: Limits;
  /** Whether the server is about to close. */
  readonly draining: () => boolean;
  readonly onConnection: (socket: WebSocket, request: IncomingMessage) => void;
}

/** Turns HTTP connections into WebSockets: those who may not come in are told before, in HTTP. */
export function acceptUpgrades(http: Server, options: UpgradeOptions): void {
  const sockets = new WebSocketServer(socketOptions(options.limits));
  http.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    try {
      admit(sockets, options, request, socket, head);
    } catch {
      socket.destroy();
    }
  });
}

function socketOptions(limits: Limits): SocketOptions {
  return {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: limits.maxFrame,
    maxFragments: 64,
    maxBufferedChunks: 1_024,
    closeTimeout: 5_000,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  };
}

function admit(
  sockets: WebSocketServer,
  options: UpgradeOptions,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  const { doors, caps } = options;
  if (!doors.knowsHost(request)) return refuse(socket, 421, 'not known by that host name');
  if (!doors.knowsOrigin(request)) return refuse(socket, 403, 'that origin may not connect');
  const path = request.url?.split('?', 1)[0] ?? '';
  if (!PATHS.has(path)) return refuse(socket, 404, 'connect to /ws');
  if (options.draining()) return refuse(socket, 503, 'about to close', RETRY_AFTER);
  const leave = caps.enter(request.socket.remoteAddress ?? '');
  if (leave === undefined) return refuse(socket, 503, 'too many connections', RETRY_AFTER);
  socket.once('close', leave);
  sockets.handleUpgrade(request, socket, head, options.onConnection);
}
