import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { SUBPROTOCOL } from '@rxgrad/wire';
import { type ServerOptions, type WebSocket, WebSocketServer } from 'ws';
import type { Doors } from '../access/doors.ts';
import type { NodeServer } from '../http/transport.ts';
import { pathOf } from '../http/http.ts';
import type { Limits } from '../limits.ts';
import type { Tally } from '../observe/counts.ts';
import type { ConnectionCaps } from './connection-caps.ts';
import { refuse } from './refuse.ts';

/** Where clients connect; on a server of our own also at its root. */
const PATH = '/ws';
const PATHS: ReadonlySet<string> = new Set(['/', PATH]);
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
  readonly refusals: Tally<string>;
  /** Whether the server is about to close. */
  readonly draining: () => boolean;
  readonly onConnection: (socket: WebSocket, request: IncomingMessage) => void;
}

type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/**
 * Turns HTTP connections into WebSockets: those who may not come in are told before, in HTTP. What
 * is asked for elsewhere goes to whoever listened before.
 *
 * @returns how to leave the server as it was
 */
export function acceptUpgrades(http: NodeServer, options: UpgradeOptions): () => void {
  const sockets = new WebSocketServer(socketOptions(options.limits));
  const others = http.listeners('upgrade') as UpgradeListener[];
  const onUpgrade: UpgradeListener = (request, socket, head) => {
    if (others.length > 0 && pathOf(request) !== PATH) {
      for (const other of others) other.call(http, request, socket, head);
      return;
    }
    socket.on('error', () => socket.destroy());
    try {
      admit(sockets, options, request, socket, head);
    } catch {
      socket.destroy();
    }
  };
  http.removeAllListeners('upgrade').on('upgrade', onUpgrade);
  return () => {
    http.off('upgrade', onUpgrade);
    for (const other of others) http.on('upgrade', other);
  };
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
  const { doors, caps, refusals } = options;
  const turnAway = (reason: string, status: number, text: string, headers = {}): void => {
    refusals.add(reason);
    refuse(socket, status, text, headers);
  };
  if (!doors.knowsHost(request)) {
    return turnAway('unknown-host', 421, 'not known by that host name');
  }
  if (!doors.knowsOrigin(request)) {
    return turnAway('forbidden-origin', 403, 'that origin may not connect');
  }
  if (!PATHS.has(pathOf(request))) return turnAway('not-found', 404, 'connect to /ws');
  if (options.draining()) return turnAway('draining', 503, 'about to close', RETRY_AFTER);
  const leave = caps.enter(request.socket.remoteAddress ?? '');
  if (leave === undefined) return turnAway('full', 503, 'too many connections', RETRY_AFTER);
  socket.once('close', leave);
  sockets.handleUpgrade(request, socket, head, options.onConnection);
}
