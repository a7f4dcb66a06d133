import type { Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Clock, type Run, systemClock } from '@rxgrad/stream';
import { CLOSE } from '@rxgrad/wire';
import { type Authenticate, byToken, everybodyMay, logged } from './access/authenticator.ts';
import { Doors } from './access/doors.ts';
import { isLoopback } from './access/loopback.ts';
import type { Role } from './access/roles.ts';
import { PortInUseError, ServeOptionError, UnprotectedBindError } from './errors.ts';
import { health } from './http/health.ts';
import { createHttp } from './http/http.ts';
import { page } from './http/page.ts';
import { Hub } from './hub/hub.ts';
import { type Limits, limitsOf } from './limits.ts';
import { silentLogger } from './logs/logger.ts';
import { ConnectionCaps } from './upgrade/connection-caps.ts';
import { acceptUpgrades } from './upgrade/upgrade.ts';

/** What {@link serve} is told: where to listen, what to show and to whom, and any {@link Limits}. */
export interface ServeOptions extends Partial<Limits> {
  /** 7410 unless told; 0 picks a free one. */
  readonly port?: number;
  /** 127.0.0.1 unless told: nobody but this machine. */
  readonly host?: string;
  /** More can be added later. */
  readonly runs?: Iterable<Run>;
  /** Folder of a built page to serve, with its index.html. */
  readonly page?: string;
  /** More host names by which clients may call the server, without port. */
  readonly hosts?: readonly string[];
  /** More origins whose pages may connect, such as `http://localhost:5173`. */
  readonly origins?: readonly string[];
  /** Who may do what, by token; without tokens everybody on this machine may do everything. */
  readonly tokens?: Readonly<Record<string, Role>>;
  /** Decides by itself who a client is, in place of tokens. */
  readonly authenticate?: Authenticate;
  /** Time; the machine's own unless told. */
  readonly clock?: Clock;
}

/** How a server is closed. */
export interface CloseOptions {
  /** Tells clients that the server comes back at once (1012), rather than that it leaves (1001). */
  readonly restart?: boolean;
}

/** A server that listens. */
export interface Server {
  readonly host: string;
  readonly port: number;
  /** For browsers: http://… */
  readonly url: string;
  /** WebSockets that are open. */
  readonly connections: number;
  /** Shows one more run, and tells all clients. */
  add(run: Run): void;
  /** Asks all clients to leave, hangs up on those who don't, and frees the port; under a second. */
  close(options?: CloseOptions): Promise<void>;
}

const DEFAULT_PORT = 7410;

/**
 * Serves runs to dashboards and clients: weights and metrics live over a WebSocket (at `/ws`), a
 * page and `/health` over HTTP. It looks at the runs on its own clock and never slows them.
 *
 * @throws PortInUseError, UnprotectedBindError, DuplicateRunError, PageError, ServeOptionError
 * @example
 * ```ts
 * import { dense, learn, sequential, sgd, squaredError, stream, train } from 'rxgrad';
 * import { serve } from 'rxgrad/server';
 *
 * const model = sequential({ inputs: 1, seed: 1 }, dense(1));
 * const update$ = stream([{ x: [1], y: 2 }]).pipe(
 *   learn(model, { loss: squaredError, optimizer: sgd({ learningRate: 0.1 }) }),
 * );
 * const server = await serve({ port: 0, runs: [train({ name: 'one', model, update$ })] });
 * const response = await fetch(`${server.url}/health`);
 * response.status; // → 200
 * await server.close();
 * ```
 */
export async function serve(options: ServeOptions = {}): Promise<Server> {
  const { host = '127.0.0.1', port = DEFAULT_PORT, clock = systemClock } = options;
  checkPort(port);
  const limits = limitsOf(options);
  const log = silentLogger();
  const authenticate = logged(authenticatorOf(options, host), log);
  const doors = new Doors({ ...options, host });
  const pages = options.page === undefined ? [] : [page(options.page)];
  const hub = new Hub({ clock, limits, authenticate, log });
  try {
    for (const run of options.runs ?? []) hub.add(run);
    const http = createHttp(doors, [health(hub), ...pages]);
    acceptUpgrades(http, {
      doors,
      limits,
      caps: new ConnectionCaps(limits.maxConnections, limits.maxConnectionsPerAddress),
      draining: () => hub.draining,
      onConnection: (socket, request) => hub.connect(socket, request),
    });
    await listen(http, port, host);
    return handleOf(http, hub, host);
  } catch (error) {
    await hub.close(CLOSE.goingAway, '');
    throw error;
  }
}

function checkPort(port: number): void {
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return;
  throw new ServeOptionError('port', port, 'an integer from 0 to 65535');
}

/** Strangers may only come in where there is a way to tell who they are. */
function authenticatorOf(options: ServeOptions, host: string): Authenticate {
  if (options.authenticate !== undefined) return options.authenticate;
  if (options.tokens !== undefined && Object.keys(options.tokens).length > 0) {
    return byToken(options.tokens);
  }
  if (!isLoopback(host)) throw new UnprotectedBindError(host);
  return everybodyMay;
}

function listen(http: HttpServer, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => {
      reject(error.code === 'EADDRINUSE' ? new PortInUseError(host, port, error) : error);
    };
    http.once('error', onError);
    http.listen(port, host, () => {
      http.off('error', onError);
      // From here on an error is about one connection, and its own business.
      http.on('error', () => {});
      resolve();
    });
  });
}

function handleOf(http: HttpServer, hub: Hub, host: string): Server {
  const { port } = http.address() as AddressInfo;
  let closed: Promise<void> | undefined;
  return {
    host,
    port,
    url: `http://${urlHost(host)}:${port}`,
    get connections() {
      return hub.connections;
    },
    add: (run) => hub.add(run),
    close: ({ restart = false } = {}) => (closed ??= shut(http, hub, restart)),
  };
}

async function shut(http: HttpServer, hub: Hub, restart: boolean): Promise<void> {
  const gone = new Promise<void>((resolve) => {
    http.close(() => resolve());
  });
  http.closeIdleConnections();
  if (restart) await hub.close(CLOSE.restart, 'the server starts anew');
  else await hub.close(CLOSE.goingAway, 'the server closes');
  http.closeAllConnections();
  await gone;
}

/** How a browser on this machine calls that host. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
