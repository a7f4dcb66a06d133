import type { Hub } from '../../hub/hub.ts';
import type { ConnectionCaps } from '../../upgrade/connection-caps.ts';
import { answerJson } from '../answer.ts';
import type { Endpoint } from '../endpoint.ts';
import { answering, schemaOf } from '../openapi/parts.ts';

/** GET /ready: 200 while one more client would be let in, 503 while not. */
export function ready(hub: Hub, caps: ConnectionCaps): Endpoint {
  const answer = (description: string) =>
    answering(description, 'application/json', schemaOf('Ready'));
  return {
    method: 'GET',
    path: '/ready',
    operation: {
      operationId: 'ready',
      summary: 'Whether to send clients here',
      responses: {
        '200': answer('One more client would be let in.'),
        '503': answer('The server is about to close, or full.'),
      },
    },
    handle({ response }) {
      const ready = !hub.draining && !caps.full;
      answerJson(response, ready ? 200 : 503, { ready });
    },
  };
}
