import { CLOSE } from '@rxgrad/wire';
import type { Role } from '../access/roles.ts';
import type { Session } from '../session/session.ts';
import type { Handler } from './handler.ts';

/** The token that a client has told last: what is found out about earlier ones later on is void. */
const latest = new WeakMap<Session, symbol>();

/**
 * REFRESH: the client goes on with the role of its new token; one that is not accepted ends the
 * session. What the role does not allow is refused from then on, frame by frame.
 */
export const refresh: Handler<'refresh'> = {
  needs: 'viewer',
  cost: 20,
  handle(session, { token }) {
    const credentials = { ...session.credentials, token };
    const asked = Symbol('refresh');
    latest.set(session, asked);
    const decide = (role: Role | undefined): void => {
      if (latest.get(session) === asked) follow(session, role);
    };
    const role = session.hub.authenticate(credentials, session.request);
    if (role instanceof Promise) role.then(decide, () => decide(undefined));
    else decide(role);
  },
};

function follow(session: Session, role: Role | undefined): void {
  if (session.state !== 'open') return;
  if (role === undefined) session.close(CLOSE.unauthenticated, 'the new token is not known');
  else session.role = role;
}
