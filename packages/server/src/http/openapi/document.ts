import type { Endpoint } from '../endpoint.ts';
import type { Json } from './operation.ts';
import { SCHEMAS } from './schemas.ts';

/** The OpenAPI 3.1 document of some endpoints: each describes itself. */
export function documentOf(endpoints: readonly Endpoint[]): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const { method, path, needs, operation } of endpoints) {
    const item = (paths[path] ??= {});
    item[method.toLowerCase()] = {
      ...operation,
      // What everybody may ask can be asked without a token; with one, some tell more.
      security: needs === undefined ? [{}, { token: [] }] : [{ token: [] }],
      ...(needs === undefined ? {} : { 'x-rxgrad-role': needs }),
    } as Json;
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'rxgrad',
      version: '1.0.0',
      description:
        'Online learning over HTTP, for those without a WebSocket: feed samples, predict, fetch weights, follow events. ' +
        'Every error is an Error as JSON. A server without tokens answers to this machine only, and asks for none.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: SCHEMAS,
    },
  };
}
