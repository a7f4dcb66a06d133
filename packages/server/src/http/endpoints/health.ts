import type { Hub } from '../../hub/hub.ts';
import { answerJson } from '../answer.ts';
import type { Endpoint } from '../endpoint.ts';
import { answering, schemaOf } from '../openapi/parts.ts';

/** GET /health: 200 while the server takes connections, 503 once it drains; who may look is told more. */
export function health(hub: Hub): Endpoint {
  const answer = (description: string) =>
    answering(description, 'application/json', schemaOf('Health'));
  return {
    method: 'GET',
    path: '/health',
    operation: {
      operationId: 'health',
      summary: 'Whether the server lives',
      description: 'Connections and runs are told to viewers only.',
      responses: { '200': answer('It takes connections.'), '503': answer('It is about to close.') },
    },
    handle({ response, role }) {
      const details = {
        connections: hub.connections,
        runs: hub.runInfos().map(({ name, state }) => ({ name, state })),
      };
      const status = hub.draining ? 'draining' : 'ok';
      answerJson(response, hub.draining ? 503 : 200, {
        status,
        ...(role === undefined ? {} : details),
      });
    },
  };
}
