import type { Reset, Subscribe, Subscribed } from '@rxgrad/wire';
import type { Session } from '../session/session.ts';

/** What a subscriber is told about its subscription. */
export type Terms = Omit<Subscribed, 'op' | 'id'>;

/** One subscription of one session. */
export interface Subscription {
  readonly terms: Terms;
  /** Called once SUBSCRIBED was sent: what the channel starts with follows. */
  start(): void;
  /** The reader takes so many bytes more, where the subscription counts them. */
  readonly grant?: (bytes: number) => void;
  close(): void;
}

/** Something of a run that can be subscribed to. */
export interface Channel {
  /** @throws Refusal when it cannot be had as asked for. */
  open(session: Session, frame: Subscribe): Subscription;
  /** The run's history is another one from here on: all subscribers start over in a new epoch. */
  reset(epoch: number, reason: Reset['reason']): void;
  /** Ends what runs by itself. */
  close(): void;
}
