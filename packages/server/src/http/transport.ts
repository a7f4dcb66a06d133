import { createServer as createHttpServer } from 'node:http';
import type { RequestListener, Server as HttpServer, ServerOptions } from 'node:http';
import { type Server as HttpsServer, createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { PortInUseError } from '../errors.ts';
import type { Listener } from './http.ts';

/** A server of Node's own, with or without TLS. */
export type NodeServer = HttpServer | HttpsServer;

/** A certificate and its key, as PEM. */
export interface TlsOptions {
  readonly key: string | Buffer;
  readonly cert: string | Buffer;
}

/** Connections that the system keeps until we get to them: when all clients come back at once, they are many. */
const BACKLOG = 4_096;

/** Slow handshakes are cut after this long, in ms; bodies have deadlines of their own. */
const OPTIONS: ServerOptions = {
  headersTimeout: 5_000,
  requestTimeout: 0,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 16_384,
};

/** An HTTP server that is ours, with TLS where there is a certificate; it does not listen yet. */
export function createTransport(tls: TlsOptions | undefined): NodeServer {
  const { key, cert } = tls ?? {};
  const server =
    tls === undefined
      ? createHttpServer(OPTIONS)
      : createHttpsServer({ ...OPTIONS, key, cert, minVersion: 'TLSv1.2' });
  server.maxHeadersCount = 100;
  return server;
}

/**
 * Answers a server's requests; those that are not ours go to whoever listened before.
 *
 * @returns how to leave the server as it was
 */
export function attach(server: NodeServer, listener: Listener): () => void {
  const others = server.listeners('request') as RequestListener[];
  const onRequest: RequestListener = (request, response) => {
    const otherwise = (): void => {
      for (const other of others) other.call(server, request, response);
    };
    listener(request, response, others.length > 0 ? otherwise : undefined);
  };
  server.removeAllListeners('request').on('request', onRequest);
  return () => {
    server.off('request', onRequest);
    for (const other of others) server.on('request', other);
  };
}

/** @throws PortInUseError */
export function listen(server: NodeServer, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => {
      reject(error.code === 'EADDRINUSE' ? new PortInUseError(host, port, error) : error);
    };
    server.once('error', onError);
    server.listen({ port, host, backlog: BACKLOG }, () => {
      server.off('error', onError);
      // From here on an error is about one connection, and its own business.
      server.on('error', () => {});
      resolve();
    });
  });
}

/** The address of a server for browsers. */
export function urlOf(server: NodeServer, host: string): string {
  const { port } = server.address() as AddressInfo;
  return `${isSecure(server) ? 'https' : 'http'}://${urlHost(host)}:${port}`;
}

function isSecure(server: NodeServer): server is HttpsServer {
  return 'setSecureContext' in server;
}

/** How a browser on this machine calls that host. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
