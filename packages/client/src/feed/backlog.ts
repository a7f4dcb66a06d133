import type { FeedRange } from './fate.ts';
import { type FeedBlock, type FeedSample, type Shape, areAlike } from './feed-sample.ts';
import { type Columns, Parcel } from './parcel.ts';

type Verdict = Omit<FeedRange, 'index' | 'count'>;

/** Fates that were decided here, told once all before them are. */
interface Decided {
  /** Told when so many of those that are sent have been. */
  readonly after: number;
  readonly verdict: Verdict;
  count: number;
}

/**
 * Samples that wait for their fate, in order. Those that are sent are numbered without a hole, so
 * that the server can tell a repeat from a loss.
 */
export class Backlog {
  readonly #tell: (range: FeedRange) => void;
  readonly #parcels: Parcel[] = [];
  readonly #decided: Decided[] = [];
  /** The last parcel may take more samples. */
  #open = false;
  /** How many samples the last parcel that was put together had. */
  #usual = 1;
  /** How many of the first parcel's samples have their fate. */
  #done = 0;
  /** Where the next to be sent is: a parcel, and a place in it. */
  #parcel = 0;
  #place = 0;
  #sent = 0;
  #length = 0;
  #sequence = 0;
  #index = 0;

  constructor(tell: (range: FeedRange) => void) {
    this.#tell = tell;
  }

  /** Samples without a fate. */
  get length(): number {
    return this.#length;
  }

  /** How many of them are on their way. */
  get sent(): number {
    return this.#sent;
  }

  /** Sequence number of the first of them. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Adds a copy of a sample. */
  push(sample: FeedSample, shape: Shape): void {
    let last = this.#parcels.at(-1);
    if (last === undefined || !this.#open || !areAlike(last.shape, shape) || last.full) {
      if (this.#open && last !== undefined) this.#usual = last.size;
      last = new Parcel(shape, this.#usual);
      this.#parcels.push(last);
      this.#open = true;
    }
    last.add(sample);
    this.#length += 1;
  }

  /** Adds a block as it lies. */
  pushBlock(block: FeedBlock, shape: Shape): void {
    this.#parcels.push(Parcel.of(block, shape));
    this.#open = false;
    this.#length += block.size;
  }

  /** Decides the fate of samples that will not be sent. */
  decide(verdict: Verdict, count: number): void {
    const after = this.#sequence + this.#length;
    const last = this.#decided.at(-1);
    const same = last?.verdict.status === verdict.status && last.verdict.reason === verdict.reason;
    if (last?.after === after && same) last.count += count;
    else this.#decided.push({ after, verdict, count });
    this.#tellDecided();
  }

  /** The next samples to be sent, as many as are alike, at most `most`, in at most so many bytes. */
  take(most: number, bytes: number): Columns | undefined {
    if (this.#place === this.#parcels[this.#parcel]?.size) this.#advance();
    const parcel = this.#parcels[this.#parcel];
    const count = parcel?.fit(this.#place, most, bytes) ?? 0;
    if (parcel === undefined || count === 0) return undefined;
    const columns = parcel.columns(this.#place, this.#place + count);
    this.#place += count;
    this.#sent += count;
    return columns;
  }

  /** All samples without a fate are to be sent again. */
  rewind(): void {
    this.#sent = 0;
    this.#parcel = 0;
    this.#place = this.#done;
  }

  /** To the next parcel; the last one may still grow. */
  #advance(): void {
    if (this.#parcel + 1 === this.#parcels.length) return;
    this.#place -= this.#parcels[this.#parcel]?.size ?? 0;
    this.#parcel += 1;
  }

  /** Tells the server's verdict over the first `count` samples. */
  settle(count: number, verdict: Verdict): void {
    let left = count;
    this.#sent -= count;
    while (left > 0) {
      const next = this.#decided[0]?.after ?? Infinity;
      const part = Math.min(left, next - this.#sequence);
      this.#sequence += part;
      this.#length -= part;
      left -= part;
      this.#say(verdict, part);
      this.#tellDecided();
    }
    this.#forget(count);
  }

  #tellDecided(): void {
    for (let next = this.#decided[0]; next?.after === this.#sequence; next = this.#decided[0]) {
      this.#decided.shift();
      this.#say(next.verdict, next.count);
    }
  }

  #say(verdict: Verdict, count: number): void {
    const index = this.#index;
    this.#index += count;
    this.#tell({ index, count, ...verdict });
  }

  /** Lets go of parcels whose samples all have their fate. */
  #forget(count: number): void {
    this.#done += count;
    for (let first = this.#parcels[0]; first !== undefined; first = this.#parcels[0]) {
      if (this.#done < first.size) return;
      const isLast = this.#parcels.length === 1;
      if (isLast && this.#open) this.#usual = first.size;
      if (isLast) this.#open = false;
      this.#done -= first.size;
      this.#parcels.shift();
      if (this.#parcel > 0) this.#parcel -= 1;
      else this.#place = 0;
    }
  }
}
