/** Another program listens on the port already. */
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

/** The server was told to listen where strangers can reach it, without a way to tell who they are. */
export class UnprotectedBindError extends Error {
  override readonly name = 'UnprotectedBindError';

  constructor(host: string) {
    super(
      `host "${host}" can be reached from other machines, and nobody would have to say who they are; ` +
        'pass tokens or authenticate, or serve on 127.0.0.1',
    );
  }
}

/** Two runs of one server have the same name. */
export class DuplicateRunError extends Error {
  override readonly name = 'DuplicateRunError';

  constructor(run: string) {
    super(`there is a run named "${run}" already; clients tell runs apart by name, choose another`);
  }
}

/** The folder with the built page is not there, or has no index.html. */
export class PageError extends Error {
  override readonly name = 'PageError';

  constructor(folder: string) {
    super(`there is no index.html in "${folder}"; build the page first, or serve without one`);
  }
}

/** An option of {@link serve} that cannot be. */
export class ServeOptionError extends Error {
  override readonly name = 'ServeOptionError';

  constructor(option: string, value: unknown, expected: string) {
    super(`serve: ${option} is ${String(value)}, expected ${expected}`);
  }
}
