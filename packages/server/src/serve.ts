import type { AddressInfo } from 'node:net';
import { type Clock, type Run, systemClock } from '@rxgrad/stream';
import { CLOSE } from '@rxgrad/wire';
import type { Logger } from 'pino';
import { type Authenticate, byToken, everybodyMay, logged } from './access/authenticator.ts';
import { Doors } from './access/doors.ts';
import { isLoopback } from './access/loopback.ts';
import type { Role } from './access/roles.ts';
import { ServeOptionError, UnprotectedBindError } from './errors.ts';
import { endpointsOf } from './http/endpoints.ts';
import { httpListener } from './http/http.ts';
import { page } from './http/page.ts';
import { RequestWatch } from './http/request-watch.ts';
import { Router } from './http/router.ts';
import {
  type NodeServer,
  type TlsOptions,
  attach,
  createTransport,
  listen,
  urlOf,
} from './http/transport.ts';
import { Hub } from './hub/hub.ts';
import { type Limits, limitsOf } from './limits.ts';
import { silentLogger } from './logs/logger.ts';
import { ServerMetrics } from './observe/server-metrics.ts';
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
  /** A certificate and its key: everything goes over TLS. */
  readonly tls?: TlsOptions;
  /**
   * A server of Node's to serve on, in place of one of our own; what is not ours goes to its own
   * listeners. One that does not listen yet is made to, and closed in the end; one that listens
   * already stays open, and `port` and `host` are its own.
   */
  readonly server?: NodeServer;
  /** Where to log; silent unless told. No token is ever logged. */
  readonly logger?: Logger;
  /** Time; the machine's own unless told. */
  readonly clock?: Clock;
}

/** How a server is closed. */
export interface CloseOptions {
  /** Tells clients that the server comes back at once (1012), rather than that it leaves (1001). */
  readonly restart?: boolean;
  /**
   * How long, in ms, to wait for samples and requests that are under way; 0, not at all, unless
   * told. Clients hear at once that the server is about to close, and nobody new is let in.
   */
  readonly drainWithin?: number;
}

/** A server that listens. */
export interface Server {
  readonly host: string;
  readonly port: number;
  /** For browsers: http://… or https://… */
  readonly url: string;
  /** WebSockets that are open. */
  readonly connections: number;
  /** Shows one more run, and tells all clients. */
  add(run: Run): void;
  /** Shows a run no more, and tells all clients; says whether it was shown. The run itself goes on. */
  remove(run: Run | string): boolean;
  /** Asks all clients to leave, hangs up on those who don't, and frees the port; under a second, unless it is to drain first. */
  close(options?: CloseOptions): Promise<void>;
}

const DEFAULT_PORT = 7410;

/**
 * Serves runs to dashboards and clients: weights and metrics live over a WebSocket (at `/ws`); over
 * HTTP a page, and for those without a WebSocket what `/openapi.json` describes. It looks at the runs on its own clock and never slows them.
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
  const { clock = systemClock, logger: log = silentLogger() } = options;
  checkPort(options.port);
  const limits = limitsOf(options);
  const http = options.server ?? createTransport(options.tls);
  const host = hostOf(http, options.host);
  const authenticate = logged(authenticatorOf(options, host), log);
  const doors = new Doors({ ...options, host });
  const pages = options.page === undefined ? [] : [page(options.page)];
  const hub = new Hub({ clock, limits, authenticate, log });
  const metrics = new ServerMetrics(hub);
  try {
    for (const run of options.runs ?? []) hub.add(run);
    const caps = new ConnectionCaps(limits.maxConnections, limits.maxConnectionsPerAddress);
    const { refusals } = hub.counts;
    const watch = new RequestWatch({
      clock,
      log,
      refusals,
      secrets: Object.keys(options.tokens ?? {}),
      onAnswered: metrics.answered,
    });
    metrics.addRequests(() => watch.active);
    const router = new Router(endpointsOf(hub, caps, metrics));
    const ours = !http.listening;
    const detach = [
      attach(http, httpListener({ doors, authenticate, router, pages, watch })),
      acceptUpgrades(http, {
        doors,
        limits,
        caps,
        refusals,
        draining: () => hub.draining,
        onConnection: (socket, request) => hub.connect(socket, request),
      }),
    ];
    if (ours) await listen(http, options.port ?? DEFAULT_PORT, host);
    return handleOf({ http, hub, host, ours, watch, metrics, detach });
  } catch (error) {
    metrics.close();
    await hub.close(CLOSE.goingAway, '');
    throw error;
  }
}

function checkPort(port = DEFAULT_PORT): void {
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return;
  throw new ServeOptionError('port', port, 'an integer from 0 to 65535');
}

/** Where a server listens already, or will. */
function hostOf(http: NodeServer, host = '127.0.0.1'): string {
  const address = http.address();
  return address !== null && typeof address === 'object' ? address.address : host;
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

/** What a server is made of. */
interface Parts {
  readonly http: NodeServer;
  readonly hub: Hub;
  readonly host: string;
  /** Whether it was us who made it listen. */
  readonly ours: boolean;
  readonly watch: RequestWatch;
  readonly metrics: ServerMetrics;
  readonly detach: readonly (() => void)[];
}

function handleOf(parts: Parts): Server {
  const { http, hub, host } = parts;
  const { port } = http.address() as AddressInfo;
  let closed: Promise<void> | undefined;
  return {
    host,
    port,
    url: urlOf(http, host),
    get connections() {
      return hub.connections;
    },
    add: (run) => hub.add(run),
    remove: (run) => hub.remove(typeof run === 'string' ? run : run.name),
    close: (options = {}) => (closed ??= shut(parts, options)),
  };
}

async function shut(
  parts: Parts,
  { restart = false, drainWithin = 0 }: CloseOptions,
): Promise<void> {
  const { http, hub, ours, watch, metrics, detach } = parts;
  const reason = restart ? 'the server starts anew' : 'the server closes';
  hub.log.info({ restart, drainWithin }, 'closing');
  hub.announce(reason);
  if (drainWithin > 0) await hub.settled(drainWithin, () => watch.active > 0);
  const gone = ours ? closing(http) : Promise.resolve();
  await hub.close(restart ? CLOSE.restart : CLOSE.goingAway, reason);
  if (ours) http.closeAllConnections();
  await gone;
  for (const leave of detach) leave();
  metrics.close();
}

function closing(http: NodeServer): Promise<void> {
  const gone = new Promise<void>((resolve) => {
    http.close(() => resolve());
  });
  http.closeIdleConnections();
  return gone;
}
