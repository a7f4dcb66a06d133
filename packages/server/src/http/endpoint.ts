import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Role } from '../access/roles.ts';
import type { Operation } from './openapi/operation.ts';

/** A request that was let in. */
export interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** What stands in the path's `{braces}`, by name. */
  readonly parameters: Readonly<Record<string, string>>;
  /** What the client may do; nobody was asked where an endpoint needs no role. */
  readonly role: Role | undefined;
}

/** One thing that can be asked over HTTP: where, by whom, what comes back, and how it is described. */
export interface Endpoint {
  readonly method: 'GET' | 'POST';
  /** Like `/runs/{run}/weights`. */
  readonly path: string;
  /** The least role; without one everybody may ask. */
  readonly needs?: Role;
  /** What `GET /openapi.json` says of it. */
  readonly operation: Operation;
  /** Answers. @throws HttpError, Refusal: answered as JSON with their status. */
  handle(call: Call): void | Promise<void>;
}
