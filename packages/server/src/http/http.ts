import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { Doors } from '../access/doors.ts';
import { type Route, answer } from './route.ts';
import { secure } from './security-headers.ts';

/** Slow handshakes are cut after this long, in ms. */
const HEADERS_TIMEOUT = 5_000;
const REQUEST_TIMEOUT = 30_000;

/** An HTTP server, not listening yet, that asks its routes in order. */
export function createHttp(doors: Doors, routes: readonly Route[]): Server {
  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT,
      requestTimeout: REQUEST_TIMEOUT,
      connectionsCheckingInterval: 1_000,
      maxHeaderSize: 16_384,
    },
    (request, response) => handle(doors, routes, request, response),
  );
  server.maxHeadersCount = 100;
  return server;
}

function handle(
  doors: Doors,
  routes: readonly Route[],
  request: IncomingMessage,
  response: ServerResponse,
): void {
  response.on('error', () => response.destroy());
  try {
    if (!doors.knowsHost(request)) {
      return answer(response, 421, 'this server is not known by that host name\n');
    }
    secure(request, response);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return answer(response, 405, 'only GET and HEAD are answered here\n');
    }
    ask(routes, 0, request, response);
  } catch {
    fail(response);
  }
}

function ask(
  routes: readonly Route[],
  index: number,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const route = routes[index];
  if (route === undefined) return answer(response, 404, 'there is nothing here\n');
  route(request, response, () => ask(routes, index + 1, request, response));
}

/** Whatever went wrong here is ours, and no reason to end more than this answer. */
function fail(response: ServerResponse): void {
  if (response.headersSent) response.destroy();
  else answer(response, 500, 'that went wrong on our side\n');
}
