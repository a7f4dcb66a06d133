import type { Hub } from '../hub/hub.ts';
import { type Route, answerJson } from './route.ts';

/** What a health check is told. */
export interface Health {
  readonly status: 'ok' | 'draining';
  readonly connections: number;
  readonly runs: readonly { readonly name: string; readonly state: string }[];
}

/** GET /health: 200 while the server takes connections, 503 once it drains. */
export function health(hub: Hub): Route {
  return (request, response, next) => {
    if (pathOf(request.url) !== '/health') return next();
    const found: Health = {
      status: hub.draining ? 'draining' : 'ok',
      connections: hub.connections,
      runs: hub.runInfos().map(({ name, state }) => ({ name, state })),
    };
    answerJson(response, found.status === 'ok' ? 200 : 503, found);
  };
}

function pathOf(url = '/'): string {
  return url.split('?', 1)[0] as string;
}
