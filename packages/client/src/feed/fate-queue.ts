import type { Status } from '@rxgrad/wire';
import type { FeedSample, Shape } from './feed-sample.ts';

/** What became of one sample. */
export interface FeedResult {
  /** Place of the sample in its stream, from 0. */
  readonly index: number;
  readonly status: Status;
  /** Version of the weights by which it was learned; absent for what never reached the server. */
  readonly version?: number;
  readonly reason?: string;
}

/** A sample without a fate, and the fates of those right behind it that are not sent at all. */
export interface Waiting {
  readonly sample: FeedSample;
  readonly shape: Shape;
  behind: Decided | undefined;
}

/** Fates that were decided here, told once it is their turn. */
interface Decided {
  readonly status: Status;
  readonly reason: string;
  count: number;
  next: Decided | undefined;
}

/**
 * Samples that wait for their fate, in order. Those that are sent are numbered without a hole, so
 * that the server can tell a repeat from a loss.
 */
export class FateQueue {
  private readonly tell: (result: FeedResult) => void;
  private items: Waiting[] = [];
  private head = 0;
  private index = 0;
  private _sequence = 0;

  constructor(tell: (result: FeedResult) => void) {
    this.tell = tell;
  }

  /** Samples without a fate. */
  get length(): number {
    return this.items.length - this.head;
  }

  /** Sequence number of the first of them. */
  get sequence(): number {
    return this._sequence;
  }

  at(place: number): Waiting {
    return this.items[this.head + place] as Waiting;
  }

  push(sample: FeedSample, shape: Shape): void {
    this.items.push({ sample, shape, behind: undefined });
  }

  /** Decides the fate of a sample that will not be sent. */
  decide(status: Status, reason: string): void {
    if (this.length === 0) {
      this.tell({ index: this.index++, status, reason });
      return;
    }
    const item = this.items[this.items.length - 1] as Waiting;
    let last = item.behind;
    while (last?.next !== undefined) last = last.next;
    if (last?.status === status && last.reason === reason) {
      last.count += 1;
      return;
    }
    const decided = { status, reason, count: 1, next: undefined };
    if (last === undefined) item.behind = decided;
    else last.next = decided;
  }

  /** Tells the server's verdict over the first `count` samples. */
  settle(count: number, verdict: Omit<FeedResult, 'index'>): void {
    for (let left = count; left > 0; left -= 1) {
      const item = this.at(0);
      this.head += 1;
      this._sequence += 1;
      this.tell({ index: this.index++, ...verdict });
      this.tellBehind(item.behind);
    }
    if (this.head * 2 < this.items.length) return;
    this.items = this.items.slice(this.head);
    this.head = 0;
  }

  private tellBehind(decided: Decided | undefined): void {
    for (let each = decided; each !== undefined; each = each.next) {
      for (let left = each.count; left > 0; left -= 1) {
        this.tell({ index: this.index++, status: each.status, reason: each.reason });
      }
    }
  }
}
