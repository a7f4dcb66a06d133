import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import { scrubbedError } from '../logs/scrub.ts';
import type { Credentials } from './credentials.ts';
import type { Role } from './roles.ts';

/** Tells what role a client has, or `undefined` for one that may not come in; an error keeps it out, too. */
export type Authenticate = (
  credentials: Credentials,
  request: IncomingMessage,
) => Role | undefined | Promise<Role | undefined>;

/** On loopback without tokens, whoever runs programs on this machine may do everything. */
export const everybodyMay: Authenticate = () => 'operator';

/**
 * Knows clients by static tokens. A token is compared with all of them by digest, in constant time:
 * how long it takes says nothing about how much of it was right.
 */
export function byToken(tokens: Readonly<Record<string, Role>>): Authenticate {
  const known = Object.entries(tokens).map(([token, role]) => ({ digest: digestOf(token), role }));
  return ({ token }) => {
    if (token === undefined) return undefined;
    const digest = digestOf(token);
    let found: Role | undefined;
    for (const each of known) {
      if (timingSafeEqual(each.digest, digest)) found = each.role;
    }
    return found;
  };
}

/** Tells the log when a hook of one's own fails, without the token that it was asked about. */
export function logged(authenticate: Authenticate, log: Logger): Authenticate {
  return (credentials, request) => {
    const failed = (error: unknown): undefined => {
      log.error({ error: scrubbedError(error, [credentials.token]) }, 'authenticate failed');
    };
    try {
      const role = authenticate(credentials, request);
      return role instanceof Promise ? role.catch(failed) : role;
    } catch (error) {
      return failed(error);
    }
  };
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
