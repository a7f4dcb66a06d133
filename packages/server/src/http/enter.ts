import type { IncomingMessage } from 'node:http';
import type { Hub } from '../hub/hub.ts';
import type { ConnectionCaps } from '../upgrade/connection-caps.ts';
import { HttpError } from './http-error.ts';

const RETRY_AFTER = 5;

/**
 * Lets in a request that stays, as one connection more; the answer lets it out, once.
 *
 * @throws HttpError - 503 when the server is about to close, or has enough connections
 */
export function enter(request: IncomingMessage, hub: Hub, caps: ConnectionCaps): () => void {
  if (hub.draining) throw refusal('draining', 'the server is about to close');
  const leave = caps.enter(request.socket.remoteAddress ?? '');
  if (leave !== undefined) return leave;
  hub.counts.refusals.add('full');
  throw refusal('full', 'too many connections');
}

function refusal(code: string, message: string): HttpError {
  return new HttpError(503, code, message, { retryAfter: RETRY_AFTER });
}
