import type { Handler } from './handler.ts';

/** PING is answered at once, with its nonce. */
export const ping: Handler<'ping'> = {
  needs: 'viewer',
  cost: 1,
  handle(session, { nonce }) {
    session.send({ op: 'pong', nonce });
  },
};
