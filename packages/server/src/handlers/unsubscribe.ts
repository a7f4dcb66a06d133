import { ERRORS } from '@rxgrad/wire';
import { Refusal } from '../session/refusal.ts';
import type { Handler } from './handler.ts';

/** UNSUBSCRIBE: nothing is answered; what is on its way already arrives. */
export const unsubscribe: Handler<'unsubscribe'> = {
  needs: 'viewer',
  cost: 1,
  handle(session, { id }) {
    const subscription = session.subscriptions.get(id);
    if (subscription === undefined) {
      throw new Refusal(ERRORS.badRequest, `there is no subscription ${id}`);
    }
    session.subscriptions.delete(id);
    subscription.close();
  },
};
