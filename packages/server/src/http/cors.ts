import type { IncomingMessage, ServerResponse } from 'node:http';

/** Seconds for which a browser need not ask again. */
const REMEMBERED = '600';

/** Lets the page of a known origin read the answer. */
export function allowOrigin(request: IncomingMessage, response: ServerResponse): void {
  const { origin } = request.headers;
  response.setHeader('Vary', 'Origin');
  if (origin === undefined) return;
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Expose-Headers', 'ETag, Retry-After, Rxgrad-Version');
}

/** Answers what a browser asks before it sends a page's request. */
export function answerPreflight(response: ServerResponse, methods: readonly string[]): void {
  const allowed = methods.join(', ');
  response.writeHead(204, {
    Allow: allowed,
    'Access-Control-Allow-Methods': allowed,
    'Access-Control-Allow-Headers':
      'Authorization, Content-Type, If-None-Match, Last-Event-ID, Rxgrad-Feed, Rxgrad-First',
    'Access-Control-Max-Age': REMEMBERED,
  });
  response.end();
}
