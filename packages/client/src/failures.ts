import { CLOSE, ERRORS, type ErrorFrame } from '@rxgrad/wire';
import {
  ForbiddenError,
  ProtocolError,
  RefusedError,
  SchemaMismatchError,
  UnauthenticatedError,
  UnknownRunError,
  UnsupportedError,
  VersionError,
} from './errors.ts';

/** The error that a terminal close code stands for. */
export function errorOfClose(code: number, reason: string): Error {
  const why = reason === '' ? `close code ${code}` : `${reason} (close code ${code})`;
  switch (code) {
    case CLOSE.unauthenticated:
      return new UnauthenticatedError(`the server does not accept the token: ${why}`);
    case CLOSE.forbidden:
      return new ForbiddenError(`the server forbids this connection: ${why}`);
    case CLOSE.version:
      return new VersionError(`the server speaks another version of the protocol: ${why}`);
    case CLOSE.schema:
      return new SchemaMismatchError(`the server has another schema: ${why}`);
    default:
      return new ProtocolError(`the server ended the connection for good: ${why}`);
  }
}

/** The error that an ERROR frame stands for. */
export function errorOfFrame({ code, message }: ErrorFrame): Error {
  switch (code) {
    case ERRORS.unknownRun:
      return new UnknownRunError(message);
    case ERRORS.unknownChannel:
    case ERRORS.unsupported:
      return new UnsupportedError(message);
    case ERRORS.forbidden:
      return new ForbiddenError(message);
    case ERRORS.schema:
      return new SchemaMismatchError(message);
    default:
      return new RefusedError(code, `${message} (${code})`);
  }
}
