export type { Authenticate } from './access/authenticator.ts';
export type { Credentials } from './access/credentials.ts';
export type { Role } from './access/roles.ts';
export {
  DuplicateRunError,
  PageError,
  PortInUseError,
  ServeOptionError,
  UnprotectedBindError,
} from './errors.ts';
export type { NodeServer, TlsOptions } from './http/transport.ts';
export { DEFAULT_LIMITS, type Limits } from './limits.ts';
export { type CloseOptions, type ServeOptions, type Server, serve } from './serve.ts';
