import type { Registry } from 'prom-client';
import { answerText } from '../answer.ts';
import type { Endpoint } from '../endpoint.ts';
import { answering, errorAnswers } from '../openapi/parts.ts';

/** GET /metrics: what Prometheus scrapes. */
export function metrics(registry: Registry): Endpoint {
  return {
    method: 'GET',
    path: '/metrics',
    needs: 'viewer',
    operation: {
      operationId: 'getMetrics',
      summary: 'Counters and gauges, in the text format of Prometheus',
      responses: {
        '200': answering('Metrics.', 'text/plain', { type: 'string' }),
        ...errorAnswers(401, 403),
      },
    },
    async handle({ response }) {
      answerText(response, 200, await registry.metrics(), registry.contentType);
    },
  };
}
