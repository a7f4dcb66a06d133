import { ERRORS } from '@rxgrad/wire';
import { Refusal } from '../session/refusal.ts';
import type { Handler } from './handler.ts';

/** SUBSCRIBE: answered with SUBSCRIBED, then what the channel starts with. */
export const subscribe: Handler<'subscribe'> = {
  needs: 'viewer',
  cost: 20,
  handle(session, frame) {
    const { subscriptions, hub } = session;
    if (subscriptions.has(frame.id)) {
      throw new Refusal(ERRORS.badRequest, `subscription ${frame.id} is open already`);
    }
    if (subscriptions.size >= hub.limits.maxSubscriptions) {
      throw new Refusal(ERRORS.limit, `${subscriptions.size} subscriptions are enough`, true);
    }
    const hosted = hub.run(frame.run);
    const subscription = hosted.channel(frame.channel).open(session, frame);
    hosted.subscriptions.add(subscription);
    subscriptions.set(frame.id, subscription);
    session.send({ op: 'subscribed', id: frame.id, ...subscription.terms });
    subscription.start();
  },
};
