import type { Destination, Intake } from './ingest.ts';
import { Receipt } from './receipt.ts';

/**
 * Takes the place of a sample that cannot even be read: it is rejected, and counts in its feed's
 * sequence like any other.
 */
export function refuse(to: Destination, feed: string, first: number, reason: string): Intake {
  const { version } = to.run.model;
  const receipt = new Receipt(first, 1);
  const next = to.feeds.next(feed, first);
  if (first > next) receipt.settle(0, 1, { status: 'throttled', version });
  else if (first < next) receipt.settle(0, 1, { status: 'duplicate', version });
  else {
    receipt.settle(0, 1, { status: 'rejected', version, reason });
    if (!to.feeds.hasForgotten(feed)) to.feeds.advance(feed, first + 1);
  }
  return receipt;
}
