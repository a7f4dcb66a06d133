/**
 * Another program listens on the port already.
 *
 * @example
 * ```ts
 * import { PortInUseError, serve } from 'rxgrad/server';
 *
 * const first = await serve({ port: 0 });
 * const second = await serve({ port: first.port }).catch((error: unknown) => error);
 * await first.close();
 * second instanceof PortInUseError; // → true
 * ```
 */
export class PortInUseError extends Error {
  override readonly name = 'PortInUseError';
  readonly port: number;

  constructor(host: string, port: number, cause?: unknown) {
    super(
      `port ${port} on ${host} is taken by another program; end it, or serve on another port (0 picks a free one)`,
      { cause },
    );
    this.port = port;
  }
}

/**
 * The server was told to listen where strangers can reach it, without a way to tell who they are.
 *
 * @example
 * ```ts
 * import { UnprotectedBindError, serve } from 'rxgrad/server';
 *
 * const error = await serve({ port: 0, host: '0.0.0.0' }).catch((error: unknown) => error);
 * error instanceof UnprotectedBindError; // → true
 * const server = await serve({ port: 0, host: '0.0.0.0', tokens: { 'a long secret': 'viewer' } });
 * await server.close();
 * ```
 */
export class UnprotectedBindError extends Error {
  override readonly name = 'UnprotectedBindError';

  constructor(host: string) {
    super(
      `host "${host}" can be reached from other machines, and nobody would have to say who they are; ` +
        'pass tokens or authenticate, or serve on 127.0.0.1',
    );
  }
}

/**
 * Two runs of one server have the same name.
 *
 * @example
 * ```ts
 * import { DuplicateRunError } from 'rxgrad/server';
 *
 * new DuplicateRunError('cake').message.includes('"cake"'); // → true
 * ```
 */
export class DuplicateRunError extends Error {
  override readonly name = 'DuplicateRunError';

  constructor(run: string) {
    super(`there is a run named "${run}" already; clients tell runs apart by name, choose another`);
  }
}

/**
 * The folder with the built page is not there, or has no index.html.
 *
 * @example
 * ```ts
 * import { PageError, serve } from 'rxgrad/server';
 *
 * const error = await serve({ port: 0, page: '/nowhere' }).catch((error: unknown) => error);
 * error instanceof PageError; // → true
 * ```
 */
export class PageError extends Error {
  override readonly name = 'PageError';

  constructor(folder: string) {
    super(`there is no index.html in "${folder}"; build the page first, or serve without one`);
  }
}

/**
 * An option of `serve` that cannot be.
 *
 * @example
 * ```ts
 * import { ServeOptionError, serve } from 'rxgrad/server';
 *
 * const error = await serve({ port: -1 }).catch((error: unknown) => error);
 * error instanceof ServeOptionError; // → true
 * ```
 */
export class ServeOptionError extends Error {
  override readonly name = 'ServeOptionError';

  constructor(option: string, value: unknown, expected: string) {
    super(`serve: ${option} is ${String(value)}, expected ${expected}`);
  }
}
