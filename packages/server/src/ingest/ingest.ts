import type { Fate, Inbox, Run } from '@rxgrad/stream';
import type { Samples } from '@rxgrad/wire';
import type { Feeds } from './feeds.ts';
import { Receipt, type Told, type Verdict } from './receipt.ts';
import { type TakeRows, rowsOfFrame } from './rows-of-frame.ts';

/** When to try again after the inbox was full, in ms. */
const RETRY_AFTER = 50;

/** Where samples go. */
export interface Destination {
  readonly run: Run;
  readonly feeds: Feeds;
  readonly schemaHash: string;
}

/** A request under way: what can be told of it, and whether that is all. */
export interface Intake {
  readonly complete: boolean;
  tell(): readonly Told[];
}

/**
 * Offers a frame's samples to the run. Each is learned once, refused with its reason, or sent back
 * because there is no room or one before it is missing: nothing is dropped in silence. A frame for
 * which there is no room is sent back whole, so that its fate can be told at once.
 *
 * @param frame - its arrays are not copied: leave them as they are until all fates are told
 * @param onChange - called when more can be told, after this call has returned
 */
export function ingest(to: Destination, frame: Samples, onChange: () => void): Intake {
  const { feed, first, n } = frame;
  const { version } = to.run.model;
  const receipt = new Receipt(first, n);
  const next = to.feeds.next(feed, first);
  const known = Math.min(n, Math.max(0, next - first));
  if (known > 0) receipt.settle(0, known, { status: 'duplicate', version });
  if (known === n) return receipt;
  if (to.feeds.hasForgotten(feed)) {
    receipt.settle(known, n, { status: 'rejected', version, reason: forgotten(feed) });
    return receipt;
  }

  const rows = admissible(to, frame);
  if (first > next) {
    receipt.settle(known, n, throttled(version));
  } else if (typeof rows === 'function') {
    const taken = offer(to.run, receipt, rows, known, n, onChange);
    if (taken < n) receipt.settle(taken, n, throttled(version));
    to.feeds.advance(feed, first + taken);
  } else {
    receipt.settle(known, n, { status: 'rejected', version, reason: rows.reason });
    to.feeds.advance(feed, first + n);
  }
  return receipt;
}

/** How to take the rows out of the frame, or why none of them can be learned. */
function admissible(to: Destination, frame: Samples): TakeRows | { readonly reason: string } {
  if (to.run.state !== 'running') return { reason: `the run has ${to.run.state}` };
  if (to.run.inbox?.closed === true) return { reason: 'the run takes no more samples' };
  if (frame.schema !== undefined && frame.schema !== to.schemaHash) {
    return { reason: `the samples are for schema ${frame.schema}, the run has ${to.schemaHash}` };
  }
  return rowsOfFrame(frame);
}

/** Lets in what there is room for; answers where it stopped. */
function offer(
  run: Run,
  receipt: Receipt,
  rows: TakeRows,
  from: number,
  n: number,
  onChange: () => void,
): number {
  const { inbox } = run;
  if (inbox === undefined) return from;
  const to = from + roomFor(inbox, n - from);
  if (to === from) return from;
  const admitted = inbox.offerBlock(rows(from, to), (first, last, fate) => {
    receipt.settle(from + first, from + last, verdictOf(fate, run));
    onChange();
  });
  return admitted ? to : from;
}

/** How many of so many samples are let in: all, or those that fit an inbox that is smaller than they are. */
function roomFor(inbox: Inbox, count: number): number {
  if (inbox.free >= count) return count;
  return count > inbox.capacity ? inbox.free : 0;
}

function verdictOf(fate: Fate, run: Run): Verdict {
  if (fate.status === 'applied') return { status: 'applied', version: fate.version };
  return { status: 'rejected', version: run.model.version, reason: fate.reason.slice(0, 512) };
}

/** A repeat must not be taken for something new. */
function forgotten(feed: string): string {
  return `feed "${feed}" was silent for so long that what it sent is forgotten: feed under a new name`;
}

function throttled(version: number): Verdict {
  return { status: 'throttled', version, retryAfter: RETRY_AFTER };
}
