import { Client } from './client.ts';
import type { ConnectOptions } from './connection-options.ts';

/**
 * Connects to a server; returns at once and keeps the connection open until `close()`.
 *
 * One socket carries all subscriptions. After a cut it reconnects by itself, with full jitter, and
 * everything goes on where it was.
 *
 * @param url address of the server: `ws://` or `wss://`, or the `http://` or `https://` of its page
 * @throws ConnectionError when the platform has no WebSocket and none was passed
 *
 * @example
 * ```ts
 * import { connect } from 'rxgrad/client';
 * import { WebSocket } from 'ws';
 *
 * const client = connect('ws://127.0.0.1:7410/ws', { name: 'docs', WebSocket });
 * await client.close();
 * ```
 */
export function connect(url: string, options: ConnectOptions = {}): Client {
  return new Client(url, options);
}
