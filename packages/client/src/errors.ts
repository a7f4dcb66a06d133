/** The server cannot be reached, or the connection was given up. */
export class ConnectionError extends Error {
  override readonly name: string = 'ConnectionError';
}

/** The peer does not speak the protocol, or breaks it: frames that are malformed or out of place. */
export class ProtocolError extends Error {
  override readonly name: string = 'ProtocolError';
}

/** Client and server have no version of the protocol in common. */
export class VersionError extends Error {
  override readonly name: string = 'VersionError';
}

/** The token is missing, unknown or expired. */
export class UnauthenticatedError extends Error {
  override readonly name: string = 'UnauthenticatedError';
}

/** The role that the token gives does not allow this. */
export class ForbiddenError extends Error {
  override readonly name: string = 'ForbiddenError';
}

/** No run of this name is on the server. */
export class UnknownRunError extends Error {
  override readonly name: string = 'UnknownRunError';
}

/** The server does not serve this: a channel, an encoding, an action. */
export class UnsupportedError extends Error {
  override readonly name: string = 'UnsupportedError';
}

/** The run's schema is another one than expected, or cannot be rebuilt. */
export class SchemaMismatchError extends Error {
  override readonly name: string = 'SchemaMismatchError';
}

/** The server refused a request for another reason; `code` is the wire's. */
export class RefusedError extends Error {
  override readonly name: string = 'RefusedError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
