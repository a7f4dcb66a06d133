import type { IncomingMessage } from 'node:http';

/** Who a client says it is: in HELLO over a WebSocket, in the headers of a request over HTTP. */
export interface Credentials {
  /** Never in a URL. */
  readonly token?: string;
  /** What the client calls itself, for people; over HTTP its User-Agent. */
  readonly name: string;
  /** The client's own identity, the same after a reconnect; over HTTP `http`. */
  readonly client: string;
}

const LONGEST = 2_048;

/** The credentials of an HTTP request: `Authorization: Bearer TOKEN`. */
export function credentialsOf({ headers }: IncomingMessage): Credentials {
  const [, token] = /^bearer +(\S.*)$/i.exec(headers.authorization ?? '') ?? [];
  return {
    name: (headers['user-agent'] ?? '').slice(0, 128),
    client: 'http',
    ...(token === undefined || token.length > LONGEST ? {} : { token: token.trim() }),
  };
}
