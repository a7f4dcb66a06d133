import type { IncomingMessage, ServerResponse } from 'node:http';

/** Answers a request, or passes it on to the next route. */
export type Route = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;
