import type { IncomingMessage } from 'node:http';
import type { Clock } from '@rxgrad/stream';
import { HttpError } from './http-error.ts';

/** What a body may be. */
export interface BodyLimits {
  readonly clock: Clock;
  /** Bytes. */
  readonly most: number;
  /** ms from now until it must be there. */
  readonly patience: number;
}

/**
 * The body of a request, as JSON.
 *
 * @throws HttpError - 400 not JSON or cut off, 408 too slow, 413 too large, 415 another type
 */
export async function readJson(request: IncomingMessage, limits: BodyLimits): Promise<unknown> {
  requireType(request, ['application/json']);
  const { clock, most, patience } = limits;
  if (Number(request.headers['content-length'] ?? 0) > most) throw tooLarge(most);
  let late = false;
  const callOff = clock.after(patience, () => {
    late = true;
    request.destroy();
  });
  try {
    return parse(await gather(request, most));
  } catch (error) {
    if (error instanceof HttpError) throw error;
    if (late) throw new HttpError(408, 'timeout', 'the body did not arrive in time');
    throw new HttpError(400, 'bad-request', 'the body was cut off');
  } finally {
    callOff();
  }
}

/** @throws HttpError - 415 unless the body is said to be of one of these types, as it is */
export function requireType({ headers }: IncomingMessage, types: readonly string[]): void {
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (!types.includes(type)) {
    throw new HttpError(415, 'unsupported-media-type', `send ${types.join(' or ')}`);
  }
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') {
    throw new HttpError(415, 'unsupported-media-type', 'send it as it is, not compressed');
  }
}

/** Leaves the request whole when it stops early: its answer must still get through. */
async function gather(request: IncomingMessage, most: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += (chunk as Buffer).byteLength;
    if (size > most) throw tooLarge(most);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new HttpError(400, 'bad-request', 'the body is not JSON');
  }
}

function tooLarge(most: number): HttpError {
  return new HttpError(413, 'too-large', `a body has at most ${most} bytes`);
}
