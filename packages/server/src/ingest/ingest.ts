import type { Fate, Run } from '@rxgrad/stream';
import type { Samples } from '@rxgrad/wire';
import type { Feeds } from './feeds.ts';
import { Receipt, type Told, type Verdict } from './receipt.ts';
import { type Unpack, unpackSamples } from './unpack-samples.ts';

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
 * @param onChange - called when more can be told, after this call has returned
 */
export function ingest(to: Destination, frame: Samples, onChange: () => void): Intake {
  const { feed, first, n } = frame;
  const { version } = to.run.model;
  const receipt = new Receipt(first, n);
  const next = to.feeds.next(feed, first);
  const known = Math.min(n, Math.max(0, next - first));
  settleRest(receipt, 0, known, { status: 'duplicate', version });
  if (known === n) return receipt;

  const samples = admissible(to, frame);
  if (first > next) {
    settleRest(receipt, known, n, throttled(version));
  } else if (typeof samples === 'function') {
    const taken = offer(to.run, receipt, samples, known, n, onChange);
    settleRest(receipt, taken, n, throttled(version));
    to.feeds.advance(feed, first + taken);
  } else {
    settleRest(receipt, known, n, { status: 'rejected', version, reason: samples.reason });
    to.feeds.advance(feed, first + n);
  }
  return receipt;
}

/** How to take the samples out of the frame, or why none of them can be learned. */
function admissible(to: Destination, frame: Samples): Unpack | { readonly reason: string } {
  if (to.run.state !== 'running') return { reason: `the run has ${to.run.state}` };
  if (to.run.inbox?.closed === true) return { reason: 'the run takes no more samples' };
  if (frame.schema !== undefined && frame.schema !== to.schemaHash) {
    return { reason: `the samples are for schema ${frame.schema}, the run has ${to.schemaHash}` };
  }
  return unpackSamples(frame);
}

/** Lets in what there is room for; answers where it stopped. */
function offer(
  run: Run,
  receipt: Receipt,
  samples: Unpack,
  from: number,
  n: number,
  onChange: () => void,
): number {
  const inbox = run.inbox;
  if (inbox === undefined) return from;
  if (inbox.free < n - from && n <= inbox.capacity) return from;
  for (let index = from; index < n; index += 1) {
    const settle = (fate: Fate): void => {
      receipt.settle(index, verdictOf(fate, run));
      onChange();
    };
    if (!inbox.offer(samples(index), settle)) return index;
  }
  return n;
}

function verdictOf(fate: Fate, run: Run): Verdict {
  if (fate.status === 'applied') return { status: 'applied', version: fate.version };
  return { status: 'rejected', version: run.model.version, reason: fate.reason.slice(0, 512) };
}

function throttled(version: number): Verdict {
  return { status: 'throttled', version, retryAfter: RETRY_AFTER };
}

function settleRest(receipt: Receipt, from: number, to: number, verdict: Verdict): void {
  for (let index = from; index < to; index += 1) receipt.settle(index, verdict);
}
