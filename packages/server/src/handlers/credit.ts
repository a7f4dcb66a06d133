import { ERRORS } from '@rxgrad/wire';
import { Refusal } from '../session/refusal.ts';
import type { Handler } from './handler.ts';

/** CREDIT: a reader of a stream without gaps takes so many bytes more; nothing is answered. */
export const credit: Handler<'credit'> = {
  needs: 'viewer',
  cost: 1,
  handle(session, { unit, of, amount }) {
    if (unit !== 'bytes') throw new Refusal(ERRORS.badRequest, 'a client grants bytes of streams');
    for (const { terms, grant } of session.subscriptions.values()) {
      // Subscriptions of one stream share its window. Of one that was just left nothing is told.
      if (String(terms.stream) !== of || grant === undefined) continue;
      grant(amount);
      return;
    }
  },
};
