import type { IncomingMessage } from 'node:http';
import { isLoopback } from './loopback.ts';

/** Which names and which web pages may come in. */
export interface DoorOptions {
  /** The host that the server was bound to. */
  readonly host: string;
  /** More host names by which the server may be called, without port. */
  readonly hosts?: readonly string[];
  /** More origins whose pages may connect, such as `http://localhost:5173`. */
  readonly origins?: readonly string[];
}

/**
 * Holds a request against two allow-lists, because a browser lets any page open a WebSocket to any
 * host. *Host* must be a name that is ours: a page whose own name was made to resolve to this
 * machine (DNS rebinding) still says its own. *Origin* must be the page that we served: a foreign
 * page (cross-site WebSocket hijacking) says where it came from. Programs send no Origin.
 */
export class Doors {
  readonly #hosts: ReadonlySet<string>;
  readonly #origins: ReadonlySet<string>;

  constructor({ host, hosts = [], origins = [] }: DoorOptions) {
    this.#hosts = new Set([host, ...hosts].map((name) => name.toLowerCase()));
    this.#origins = new Set(origins.map((origin) => origin.toLowerCase()));
  }

  /** Whether the request calls us by a name of ours. */
  knowsHost(request: IncomingMessage): boolean {
    // Of several, who knows which one a proxy in between believed.
    const [host, ...others] = request.headersDistinct['host'] ?? [];
    const name = others.length > 0 ? undefined : hostName(host);
    if (name === undefined) return false;
    return isLoopback(name) || name === arrivedAt(request) || this.#hosts.has(name);
  }

  /** Whether the page that asks, if it is a page, is one of ours. */
  knowsOrigin(request: IncomingMessage): boolean {
    const origin = request.headers.origin?.toLowerCase();
    if (origin === undefined) return true;
    if (this.#origins.has(origin)) return true;
    const host = request.headers.host?.toLowerCase();
    return origin === `http://${host}` || origin === `https://${host}`;
  }
}

/** The name in a Host header, lower case, without port and brackets. */
function hostName(header: string | undefined): string | undefined {
  const match = /^(?:\[([\da-f:.]+)\]|([\w.-]+))(?::\d{1,5})?$/i.exec(header ?? '');
  return (match?.[1] ?? match?.[2])?.toLowerCase();
}

/** The address of ours that the connection came to: whoever names it was not misled by a name. */
function arrivedAt(request: IncomingMessage): string | undefined {
  return request.socket.localAddress?.replace(/^::ffff:/, '').toLowerCase();
}
