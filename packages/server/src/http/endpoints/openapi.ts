import { answerJson } from '../answer.ts';
import type { Endpoint } from '../endpoint.ts';
import { documentOf } from '../openapi/document.ts';
import { answering } from '../openapi/parts.ts';

/** GET /openapi.json: what can be asked over HTTP, this document included. */
export function openapi(others: readonly Endpoint[]): Endpoint {
  const endpoint: Endpoint = {
    method: 'GET',
    path: '/openapi.json',
    operation: {
      operationId: 'getDescription',
      summary: 'This document',
      responses: { '200': answering('OpenAPI 3.1.', 'application/json', { type: 'object' }) },
    },
    handle({ response }) {
      answerJson(response, 200, document);
    },
  };
  const document = documentOf([...others, endpoint]);
  return endpoint;
}
