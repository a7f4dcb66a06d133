import type { IncomingMessage, ServerResponse } from 'node:http';
import { credentialsOf } from '../access/credentials.ts';
import type { Authenticate } from '../access/authenticator.ts';
import type { Doors } from '../access/doors.ts';
import { type Role, may } from '../access/roles.ts';
import { answerError } from './answer.ts';
import { allowOrigin, answerPreflight } from './cors.ts';
import { HttpError, httpErrorOf } from './http-error.ts';
import type { RequestWatch } from './request-watch.ts';
import type { Route } from './route.ts';
import type { Found, Router } from './router.ts';
import { secure } from './security-headers.ts';

/** What HTTP requests are judged and answered by. */
export interface HttpOptions {
  readonly doors: Doors;
  readonly authenticate: Authenticate;
  readonly router: Router;
  /** Asked where no endpoint is: the page. */
  readonly pages: readonly Route[];
  readonly watch: RequestWatch;
}

/** Answers a request; `otherwise` is asked for what is not ours. */
export type Listener = (
  request: IncomingMessage,
  response: ServerResponse,
  otherwise?: () => void,
) => void;

/** Answers HTTP requests: our name, our page's origin, the endpoint, the role, and only then the work. */
export function httpListener(options: HttpOptions): Listener {
  return (request, response, otherwise) => {
    response.on('error', () => response.destroy());
    try {
      receive(options, request, response, otherwise);
    } catch (error) {
      options.watch.failed(request, error);
      answerError(response, httpErrorOf(error));
    }
  };
}

function receive(
  options: HttpOptions,
  request: IncomingMessage,
  response: ServerResponse,
  otherwise: (() => void) | undefined,
): void {
  const { doors, router } = options;
  if (!doors.knowsHost(request)) {
    throw new HttpError(421, 'unknown-host', 'this server is not known by that host name');
  }
  const path = pathOf(request);
  const methods = router.methods(path);
  if (methods.length === 0) return show(options, request, response, otherwise);
  secure(request, response);
  if (!doors.knowsOrigin(request)) {
    throw new HttpError(403, 'forbidden-origin', 'that origin may not ask');
  }
  allowOrigin(request, response);
  if (request.method === 'OPTIONS') return answerPreflight(response, methods);
  const found = router.find(request.method ?? '', path);
  if (found !== undefined) answer(options, request, response, found);
}

/** Answers from an endpoint, in its own time. */
function answer(
  options: HttpOptions,
  request: IncomingMessage,
  response: ServerResponse,
  { endpoint, parameters }: Found,
): void {
  options.watch.begin(request, response, endpoint);
  const work = async (): Promise<void> => {
    const role = await roleOf(options, request, endpoint.needs);
    // Who is gone by now would never be noticed to go.
    if (response.destroyed) return;
    await endpoint.handle({ request, response, parameters, role });
  };
  work().catch((error: unknown) => {
    options.watch.failed(request, error);
    answerError(response, httpErrorOf(error));
  });
}

async function roleOf(
  { authenticate }: HttpOptions,
  request: IncomingMessage,
  needs: Role | undefined,
): Promise<Role | undefined> {
  const role = await authenticate(credentialsOf(request), request);
  if (needs === undefined) return role;
  if (role === undefined) {
    throw new HttpError(401, 'unauthenticated', 'say who you are: Authorization: Bearer TOKEN', {
      headers: { 'WWW-Authenticate': 'Bearer realm="rxgrad"' },
    });
  }
  if (!may(role, needs)) throw new HttpError(403, 'forbidden', `that takes a ${needs}`);
  return role;
}

/** What is at no endpoint: a file of the page, or what others serve. */
function show(
  { pages }: HttpOptions,
  request: IncomingMessage,
  response: ServerResponse,
  otherwise: (() => void) | undefined,
): void {
  const readable = request.method === 'GET' || request.method === 'HEAD';
  const nothing = (): void => {
    if (otherwise !== undefined) return otherwise();
    secure(request, response);
    const error = readable
      ? new HttpError(404, 'not-found', 'there is nothing here')
      : new HttpError(405, 'method-not-allowed', 'only GET and HEAD are answered here', {
          headers: { Allow: 'GET, HEAD' },
        });
    answerError(response, error);
  };
  const ask = (index: number): void => {
    const route = pages[index];
    if (route === undefined || !readable) return nothing();
    secure(request, response);
    route(request, response, () => ask(index + 1));
  };
  ask(0);
}

/** The path alone: a query is nobody's business here, and may hold what logs must not. */
export function pathOf({ url = '/' }: IncomingMessage): string {
  return url.split('?', 1)[0] as string;
}
